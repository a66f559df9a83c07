import { describe, expect, it } from 'vitest'

import { clockReading, measureOffset } from './server-clock'

const NOON = Date.parse('2026-11-20T12:00:00.000Z')

describe('the clock estimate', () => {
  it('takes the server time as that of the middle of the exchange', () => {
    const sample = measureOffset(NOON, NOON + 400, '2026-11-20T12:00:01.200Z')
    expect(sample).toEqual({ offset_ms: 1000, measured_at: NOON + 400 })
  })

  it('is negative when the device is ahead', () => {
    expect(measureOffset(NOON, NOON, '2026-11-20T11:00:00Z')?.offset_ms).toBe(-3_600_000)
  })

  it('is refused when the answer holds no time or the clock jumped back', () => {
    expect(measureOffset(NOON, NOON + 10, 'soon')).toBeNull()
    expect(measureOffset(NOON, NOON - 1, '2026-11-20T12:00:00Z')).toBeNull()
  })

  it('ages in a manifest and is null when never measured', () => {
    expect(clockReading({ offset_ms: -120, measured_at: NOON }, NOON + 3_600_000)).toEqual({ offset_ms: -120, age_s: 3600 })
    expect(clockReading({ offset_ms: 5, measured_at: NOON }, NOON - 9000)).toEqual({ offset_ms: 5, age_s: 0 })
    expect(clockReading(null, NOON)).toEqual({ offset_ms: null, age_s: null })
  })
})
