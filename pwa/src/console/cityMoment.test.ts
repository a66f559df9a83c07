import { describe, expect, it } from 'vitest'

import { cityMoment, fieldMoment } from './cityMoment'

describe('moments of a form', () => {
  it('are the city’s, wherever the desk stands', () => {
    expect(fieldMoment(new Date('2026-11-21T16:30:00Z'))).toBe('2026-11-22T00:30')
    expect(fieldMoment('2026-11-21T06:46:30.000Z')).toBe('2026-11-21T14:46')
    expect(cityMoment('2026-11-22T00:30')).toBe('2026-11-21T16:30:00.000Z')
  })

  it('are none where nothing, or nothing that can be read, is written', () => {
    expect([cityMoment(''), cityMoment('soon'), cityMoment('2026-11-')]).toEqual([null, null, null])
    expect(fieldMoment(null)).toBe('')
  })
})
