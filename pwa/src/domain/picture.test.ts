import { describe, expect, it } from 'vitest'

import { isHonestTwin, luminanceVariance, twinSize } from './picture'

const flat = (value: number) => new Uint8ClampedArray(64 * 4).fill(value)

describe('the smaller copy', () => {
  it('has a long edge of 1600, upright or lying', () => {
    expect(twinSize({ width: 4032, height: 3024 }, 3_500_000)).toEqual({ width: 1600, height: 1200 })
    expect(twinSize({ width: 3024, height: 4032 }, 3_500_000)).toEqual({ width: 1200, height: 1600 })
    expect(twinSize({ width: 20_000, height: 3 }, 3_500_000)).toEqual({ width: 1600, height: 1 })
  })

  it('is never larger, and not made for a small photo', () => {
    expect(twinSize({ width: 1200, height: 800 }, 2_000_000)).toEqual({ width: 1200, height: 800 })
    expect(twinSize({ width: 1600, height: 1200 }, 300_000)).toBeNull()
  })
})

describe('a copy is trusted', () => {
  it('only when it is smaller, not tiny, and no flat frame', () => {
    expect(isHonestTwin(300_000, 3_000_000, 900)).toBe(true)
    expect(isHonestTwin(3_000_001, 3_000_000, 900)).toBe(false)
    expect(isHonestTwin(4_000, 3_000_000, 900)).toBe(false)
    expect(isHonestTwin(300_000, 3_000_000, luminanceVariance(flat(0)))).toBe(false)
    expect(isHonestTwin(300_000, 3_000_000, luminanceVariance(flat(255)))).toBe(false)
  })

  it('when light and dark alternate', () => {
    const checks = flat(0).map((_value, i) => (Math.floor(i / 4) % 2) * 255)
    expect(luminanceVariance(checks)).toBeCloseTo(127.5 ** 2, 5)
    expect(luminanceVariance(new Uint8ClampedArray())).toBe(0)
  })
})
