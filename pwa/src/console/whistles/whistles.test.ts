import { describe, expect, it } from 'vitest'

import { arrivalOf, comeOf, minutesTaken, standingOf } from './arrivals'

const NOW = Date.parse('2026-11-22T03:00:00Z')
const unit = (arrived_at: string | null) => ({ code: 'a', name: 'A', arrived_at })
const whistle = (arrive_by: string, ended_at: string | null, ...units: ReturnType<typeof unit>[]) => ({ id: 1, by: null, at: '2026-11-22T01:00:00Z', reason: '', arrive_by, ended_at, units })

describe('a whistle', () => {
  it.each([
    ['2026-11-22T04:00:00Z', null, [unit(null)], 'open'],
    ['2026-11-22T02:00:00Z', null, [unit(null)], 'overdue'],
    ['2026-11-22T02:00:00Z', null, [unit('2026-11-22T01:30:00Z')], 'open'],
    ['2026-11-22T02:00:00Z', '2026-11-22T02:30:00Z', [unit(null)], 'ended'],
  ])('to come to by %s, ended %s, is %#: %s', (by, ended, units, standing) => {
    expect(standingOf(whistle(by, ended, ...units), NOW)).toBe(standing)
  })

  it('counts who has come', () => {
    expect(comeOf(whistle('', null, unit(null), unit('2026-11-22T01:30:00Z')))).toBe(1)
  })
})

describe('a unit that was called', () => {
  it.each([
    ['2026-11-22T01:30:00Z', null, 'here'],
    ['2026-11-22T02:30:00Z', null, 'late'],
    [null, null, 'away'],
    [null, '2026-11-22T02:30:00Z', 'absent'],
  ])('arrived %s, whistle ended %s: %s', (arrived, ended, arrival) => {
    expect(arrivalOf(unit(arrived), whistle('2026-11-22T02:00:00Z', ended), NOW)).toBe(arrival)
  })

  it('still comes while there is time', () => {
    expect(arrivalOf(unit(null), whistle('2026-11-22T03:00:01Z', null), NOW)).toBe('coming')
  })

  it('took so many minutes, by a phone whose clock is ahead none', () => {
    const blown = whistle('2026-11-22T02:00:00Z', null)
    expect([minutesTaken(unit('2026-11-22T01:25:20Z'), blown), minutesTaken(unit(null), blown), minutesTaken(unit('2026-11-22T00:59:00Z'), blown)]).toEqual([25, null, 0])
  })
})
