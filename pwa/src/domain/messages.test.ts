import { describe, expect, it } from 'vitest'

import { clockOf, minuteOf } from './messages'

describe('minutes of the day', () => {
  it('are written as time fields have them and read again', () => {
    for (const minute of [0, 59, 60, 420, 1320, 1439]) expect(minuteOf(clockOf(minute))).toBe(minute)
    expect(clockOf(420)).toBe('07:00')
  })

  it('are none in anything else', () => {
    for (const text of ['', '7:00', '24:00', '12:60', '12:00:00']) expect(minuteOf(text)).toBeNull()
  })
})
