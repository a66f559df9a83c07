/**
 * Keeps a draft's position as good as the readings around the shutter allow, and says which segment that is.
 */
import { computed, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'

import type { Heading } from '@/domain/report'
import type { Draft, DraftChange, Phone, Placement } from '@/phone/types'
import { useObserved } from '@/ui/useObserved'
import { improves, toPosition } from './fixes'
import { placeState, type PlaceState } from './placeState'
import { usePosition, type PositionNow, type PositionWatch } from './positionWatch'

export interface DraftPlace {
  now: Readonly<ShallowRef<PositionNow>>
  placement: Readonly<ShallowRef<Placement | null>>
  state: ComputedRef<PlaceState>
  /** Binds the best reading of this moment to the draft, with the heading at the shutter; call when the first picture is on disk. */
  bind: (heading: Heading | null) => Promise<void>
}

export function useDraftPlace(
  phone: Phone,
  positions: PositionWatch,
  draft: Readonly<Ref<Draft | null>>,
  change: (what: DraftChange) => Promise<void>,
): DraftPlace {
  const now = usePosition(positions)
  const pack = useObserved(phone.places.observe, null)
  const placement = shallowRef<Placement | null>(null)
  const position = computed(() => draft.value?.position ?? null)
  /** At the shutter, for a position that comes later. */
  let aimed: Heading | null = null

  watch(
    [now, () => draft.value?.id],
    ([{ fix }]) => {
      const seen = draft.value
      if (!fix || !seen) return
      // Until the first picture one stored reading is enough; `bind` takes the one that counts.
      const better = seen.photos.length > 0 ? improves(seen.position, fix, Date.parse(seen.captured_at)) : !seen.position
      if (better) void change({ position: toPosition(fix, seen.position?.heading ?? aimed) })
    },
    { immediate: true },
  )
  watch(
    [position, pack],
    async ([at]) => {
      const found = at && (await phone.places.place(at))
      if (position.value === at) placement.value = found
    },
    { immediate: true },
  )
  const state = computed(() =>
    placeState({ state: now.value.state, known: position.value !== null }, placement.value),
  )
  async function bind(at: Heading | null): Promise<void> {
    const { fix } = now.value
    aimed = at
    if (fix && draft.value?.position?.source !== 'manual') await change({ position: toPosition(fix, at) })
  }
  return { now, placement, state, bind }
}
