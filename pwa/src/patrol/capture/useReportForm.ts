/**
 * The form behind its glass: every touch is stored, nothing but a missing category holds saving back.
 */
import { computed, onMounted, ref, watch, type Ref } from 'vue'
import { onBeforeRouteLeave, useRouter } from 'vue-router'

import type { PhotoRole } from '@/phone/types'
import { usePhone } from '@/phone/usePhone'
import { defectOf } from './coverTypes'
import { noteSaved } from './savedNote'
import { lackingShots, nextRole, shotsOf } from './shots'
import { useCategories, useLikelyCategories } from './useCategories'
import { useDraft } from './useDraft'
import { useFormPlace } from './useFormPlace'
import { usePositionWatch } from '../place/positionWatch'
import { useDraftPlace } from '../place/useDraftPlace'

/** `scroller` is the element in which the form scrolls, once it is drawn. */
export function useReportForm(id: string, scroller: Readonly<Ref<HTMLElement | undefined>>) {
  const router = useRouter()
  const phone = usePhone()
  const api = useDraft(phone, id)
  const { draft, photos } = api
  const place = useDraftPlace(phone, usePositionWatch(), draft, api.change)
  const categories = useCategories(phone)
  const segmentName = () => place.placement.value?.segment?.name ?? null
  const likely = useLikelyCategories(phone, categories.all, segmentName)
  const formPlace = useFormPlace(draft, scroller, api.change)
  /** Saving was tried without a category. */
  const asksCategory = ref(false)
  /** Sealed or thrown away here; there is nothing left to write to. */
  let ended = false

  const category = computed(() => draft.value?.category ?? null)
  const wanted = computed(() => ({
    photos_min: categories.find(category.value)?.photos_min ?? null,
    handled_on_spot: draft.value?.handled_on_spot ?? false,
    shots: shotsOf(categories.find(category.value)),
  }))
  const lacking = computed(() => lackingShots(photos.value, wanted.value))

  onMounted(api.load)
  // At the start, or when another page that wrote it sealed it or threw it away.
  watch(api.gone, (gone) => gone && void router.replace({ name: 'home' }))

  async function chooseCategory(slug: string): Promise<void> {
    const subject = draft.value?.subject
    if (!subject) return
    asksCategory.value = false
    const defect = defectOf(categories.find(slug))
    await api.change({
      category: slug,
      subject: { ...subject, defect, asset_type: defect === null ? null : subject.asset_type },
    })
  }

  async function chooseCover(code: string | null): Promise<void> {
    const subject = draft.value?.subject
    if (subject) await api.change({ subject: { ...subject, asset_type: code } })
  }

  async function shoot(role?: PhotoRole): Promise<void> {
    const next = role ?? nextRole(photos.value, wanted.value, 'close')
    if (await api.awaitPhoto(next)) await router.replace({ name: 'camera', params: { id }, query: { role: next } })
  }

  function home(): Promise<unknown> {
    // The form stands right on top of the home screen in the common case; going back keeps the history short.
    if (history.state?.back === '/') return Promise.resolve(router.back())
    return router.replace({ name: 'home' })
  }

  async function save(): Promise<void> {
    // A phone without a catalogue cannot offer one; the report goes as it is and a reviewer names the thing.
    asksCategory.value = category.value === null && categories.all.value.length > 0
    if (asksCategory.value) return
    const saved = { category: category.value, photos: photos.value.length }
    if (!(await api.seal())) return
    ended = true
    noteSaved({ ...saved, at: Date.now() })
    await home()
  }

  async function discard(): Promise<void> {
    ended = await api.discard()
    if (ended) await home()
  }

  // Also by the phone's own back key; the draft waits on the home screen.
  onBeforeRouteLeave(async (to) => {
    if (to.name !== 'camera' && !ended && !api.gone.value) await formPlace.leave()
  })

  return { ...api, place, categories, likely, lacking, asksCategory, chooseCategory, chooseCover, shoot, save, discard, leave: home }
}
