import { describe, expect, it } from 'vitest'

import { absolute, when } from './when'

const NOON = new Date('2026-11-20T04:00:00Z')

describe('moments on the desk', () => {
  it('are told by the clock of the city, not of the computer', () => {
    expect(absolute('2026-11-19T16:30:05Z')).toBe('2026-11-20 00:30:05')
  })

  it.each([
    ['2026-11-20T00:15:30.123Z', { day: 'today', time: '08:15', date: '11-20' }],
    ['2026-11-19T15:59:00Z', { day: 'yesterday', time: '23:59', date: '11-19' }],
    ['2026-11-18T00:00:00Z', { day: 'other', time: '08:00', date: '11-18' }],
    ['2025-12-31T00:00:00Z', { day: 'other', time: '08:00', date: '2025-12-31' }],
  ])('%s is told in the fewest words', (iso, told) => {
    expect(when(iso, NOON)).toEqual(told)
  })

  it.each([null, undefined, '', 'gibberish'])('%s is told as unknown', (iso) => {
    expect(when(iso, NOON).day).toBe('unknown')
    expect(absolute(iso)).toBe('')
  })
})
