import { describe, expect, it } from 'vitest'

import { uuid7 } from './identity'

const SHAPE = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

describe('a report id', () => {
  it('has version 7 and the right variant for any random bits', () => {
    for (const fill of [0x00, 0x55, 0xff]) expect(uuid7(1_763_000_000_000, new Uint8Array(10).fill(fill))).toMatch(SHAPE)
  })

  it('begins with the time, so later ids sort later', () => {
    const early = uuid7(1_763_000_000_000)
    const late = uuid7(1_763_000_000_001)
    expect(early < late).toBe(true)
    expect(Number.parseInt(early.replace('-', '').slice(0, 12), 16)).toBe(1_763_000_000_000)
  })

  it('does not repeat within one millisecond', () => {
    expect(new Set(Array.from({ length: 1000 }, () => uuid7(5))).size).toBe(1000)
  })
})
