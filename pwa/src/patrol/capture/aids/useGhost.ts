/**
 * Which picture lies over the camera's: for a picture of afterwards the first of the finding, for an answer to a case what
 * the case showed before. From this phone where it is, sharper from the server where there is signal.
 */
import { computed, shallowRef, watch, type ComputedRef } from 'vue'

import type { Position } from '@/domain/report'
import { afterPicture, beforePicture } from '@/domain/tasks'
import type { Phone, TaskCase } from '@/phone/types'
import { firstPicture } from '../shots'
import type { Shooting } from '../useShooting'
import { useCasePhoto } from '../../tasks/useCasePhoto'
import { usePhotoUrl } from '../../usePhotoUrl'

export interface Ghost {
  url: string | null
  what: 'before' | 'after'
  taken_at: string
  place: Position | null
}

export function useGhost(phone: Phone, { draft, photos, role }: Pick<Shooting, 'draft' | 'photos' | 'role'>): ComputedRef<Ghost | null> {
  const task = shallowRef<TaskCase | null>(null)
  watch(
    () => draft.value?.reply_to?.case_no,
    async (caseNo) => {
      if (caseNo) task.value = (await (await phone.tasks()).get(caseNo)) ?? null
    },
    { immediate: true },
  )
  /** The check is taken like the unit's last picture, the unit's like the finding. */
  const ofCase = computed(() => {
    if (task.value === null || !['after', 'check'].includes(role.value)) return null
    const after = role.value === 'check' ? afterPicture(task.value) : null
    const picture = after ?? beforePicture(task.value)
    return picture && { picture, what: after ? ('after' as const) : ('before' as const) }
  })
  const ofDraft = computed(() => (role.value === 'after' && !draft.value?.reply_to ? firstPicture(photos.value) : undefined))
  const local = usePhotoUrl(phone, () => ofDraft.value?.photo_id ?? null)
  const remote = useCasePhoto(phone, () => ofCase.value?.picture.sha256 ?? null)

  return computed(() => {
    if (ofDraft.value) return { url: local.value, what: 'before', taken_at: ofDraft.value.taken_at, place: draft.value?.position ?? null }
    if (ofCase.value === null) return null
    const { picture, what } = ofCase.value
    return { url: remote.screen.value ?? remote.thumb.value, what, taken_at: picture.at, place: placeOf(task.value) }
  })
}

/** Where the case is; nobody said how well that was measured, or where the camera looked. */
function placeOf(task: TaskCase | null): Position | null {
  const at = task?.position
  return at ? { lon: at.lon, lat: at.lat, datum: at.datum as Position['datum'], accuracy_m: null, fixed_at: null, source: 'gps' } : null
}
