import { describe, expect, it } from 'vitest'

import { latest, readMoment } from './moment'

const NOW = new Date('2026-11-21T01:30:00Z')

describe('the moment from which areas count', () => {
  it('is the city’s time, wherever the desk stands', () => {
    expect(readMoment('2026-11-20T08:30', NOW)).toEqual({ at: '2026-11-20T00:30:00.000Z' })
    expect(latest(NOW)).toBe('2026-11-21T09:30')
  })

  it('is now when nothing is written, and never the future', () => {
    expect(readMoment('', NOW)).toEqual({ at: null })
    expect(readMoment('2026-11-21T09:31', NOW)).toEqual({ fault: 'future' })
    expect(readMoment('2026-11-', NOW)).toEqual({ fault: 'unreadable' })
  })
})
