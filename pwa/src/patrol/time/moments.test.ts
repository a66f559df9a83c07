import { describe, expect, it } from 'vitest'

import { agoOf, clockOf, dayClockOf, stampOf } from './moments'

const NOW = new Date(2026, 10, 20, 0, 10, 5).getTime()
const MINUTE = 60_000

describe('moments', () => {
  it.each([
    [0, { key: 'time.just-now' }],
    [-5000, { key: 'time.just-now' }],
    [8000, { key: 'time.seconds-ago', n: 8 }],
    [59 * MINUTE, { key: 'time.minutes-ago', n: 59 }],
    [61 * MINUTE, { key: 'time.hours-ago', n: 1 }],
    [50 * 60 * MINUTE, { key: 'time.days-ago', n: 2 }],
  ])('are told by how long ago they were: %i ms', (age, said) => {
    expect(agoOf(NOW - age, NOW)).toEqual(said)
  })

  it('change their day at midnight, not after twenty-four hours', () => {
    expect(dayClockOf(NOW - 5 * MINUTE, NOW)).toEqual({ key: 'time.today', clock: '00:05' })
    expect(dayClockOf(NOW - 11 * MINUTE, NOW)).toEqual({ key: 'time.yesterday', clock: '23:59' })
    expect(dayClockOf(NOW - 3 * 24 * 60 * MINUTE, NOW)).toEqual({ key: 'time.on-day', date: '11-17', clock: '00:10' })
  })

  it('are written with two digits', () => {
    expect(clockOf(NOW)).toBe('00:10')
    expect(stampOf(NOW)).toBe('2026-11-20 00:10:05')
  })
})
