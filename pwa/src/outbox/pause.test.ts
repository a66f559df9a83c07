import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { CAP_MS, pauseMs, retryAfterMs } from './pause'

const always = (value: number) => ({ next: () => value })

describe('the pause after failures', () => {
  it('doubles its limit from 4 s and stops at a minute for a busy server, five for no network', () => {
    const almostOne = always(0.999999)
    expect([1, 2, 3, 4, 5, 9].map((n) => Math.round(pauseMs(n, 'server-busy', almostOne) / 1000))).toEqual([4, 8, 16, 32, 60, 60])
    expect(Math.round(pauseMs(1000, 'no-network', almostOne) / 1000)).toBe(300)
  })

  it('is anything below that limit, so that phones do not come back in step', () => {
    fc.assert(
      fc.property(fc.nat(2000), fc.double({ min: 0, max: 0.999, noNaN: true }), (failures, chance) => {
        const pause = pauseMs(failures, 'no-network', always(chance))
        expect(pause).toBeGreaterThanOrEqual(0)
        expect(pause).toBeLessThan(CAP_MS['no-network'])
      }),
    )
    expect(pauseMs(5, 'server-busy', always(0))).toBe(0)
    expect(pauseMs(5, 'server-busy', always(0.5))).toBe(30_000)
  })

  it('obeys Retry-After, spread by half, and no stranger for more than an hour and a half', () => {
    expect(retryAfterMs(10, always(0))).toBe(10_000)
    expect(retryAfterMs(10, always(0.5))).toBe(12_500)
    expect(retryAfterMs(1e9, always(0.999999))).toBeLessThan(5_400_000)
  })
})
