/**
 * Which segment and cell the person stands in, followed while a screen lives.
 */
import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'

import type { Placement } from '@/domain/geography'
import type { Phone } from '@/phone/types'
import { useObserved } from '@/ui/useObserved'
import { placeState, type PlaceState } from './placeState'
import { usePosition, type PositionNow, type PositionWatch } from './positionWatch'

export interface PlaceNow {
  position: Readonly<ShallowRef<PositionNow>>
  placement: Readonly<ShallowRef<Placement | null>>
  state: ComputedRef<PlaceState>
}

export function usePlaceNow(phone: Phone, positions: PositionWatch): PlaceNow {
  const position = usePosition(positions)
  const pack = useObserved(phone.places.observe, null)
  const placement = shallowRef<Placement | null>(null)
  /** The pack was asked at least once: before that nobody knows whether there is one. */
  const answered = shallowRef(false)

  watch(
    [position, pack],
    async ([{ fix }]) => {
      const found = fix && (await phone.places.place({ ...fix, heading: fix.course }))
      // A slower answer to an older reading must not overwrite a newer one.
      if (position.value.fix !== fix) return
      placement.value = found
      answered.value ||= fix !== null
    },
    { immediate: true },
  )
  const state = computed(() =>
    placeState({ state: position.value.state, known: position.value.fix !== null && answered.value }, placement.value),
  )
  return { position, placement, state }
}
