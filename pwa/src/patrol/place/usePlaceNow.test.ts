import { describe, expect, it } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'

import type { Placement } from '@/domain/geography'
import type { Phone } from '@/phone/types'
import type { PositionNow, PositionWatch } from './positionWatch'
import { usePlaceNow } from './usePlaceNow'

const FIX = { lon: 113.67, lat: 34.74, accuracy_m: 8, fixed_at: 0, source: 'gps', datum: 'wgs84', course: null } as unknown as NonNullable<PositionNow['fix']>

describe('the place now', () => {
  it('is being found until the pack was asked, and only then is there none', async () => {
    let answer: (placement: Placement | null) => void = () => undefined
    const places = { observe: (told: (head: null) => void) => (told(null), () => undefined), place: () => new Promise<Placement | null>((done) => (answer = done)) }
    const now = shallowRef<PositionNow>({ state: 'locating', fix: null })
    const watch = { now, hold: () => () => undefined } as unknown as PositionWatch
    const scope = effectScope()
    const { state } = scope.run(() => usePlaceNow({ places } as unknown as Phone, watch))!
    await nextTick()
    now.value = { state: 'found', fix: FIX }
    await nextTick()
    expect(state.value).toBe('locating')
    answer(null)
    await nextTick()
    await nextTick()
    expect(state.value).toBe('no-pack')
    scope.stop()
  })
})
