import { describe, expect, it } from 'vitest'

import { directionOf, inTurn, usableHeading } from './heading'

describe('where a device points', () => {
  it.each([
    ['flat, its upper edge north', { alpha: 0, beta: 0, gamma: 0 }, 0],
    ['flat, turned a quarter to the east', { alpha: 270, beta: 0, gamma: 0 }, 90],
    ['upright, its camera looking north', { alpha: 0, beta: 90, gamma: 0 }, 0],
    ['upright, its camera looking west', { alpha: 90, beta: 90, gamma: 0 }, 270],
    ['tilted as one reads it, to the south-east', { alpha: 225, beta: 40, gamma: 0 }, 135],
    ['upright on its side, its camera looking north', { alpha: 90, beta: 0, gamma: -90 }, 0],
  ])('%s', (_, angles, expected) => {
    expect(directionOf(angles)).toBeCloseTo(expected, 1)
  })

  it('is the same on both sides of the tilt at which the camera takes over from the edge', () => {
    for (let alpha = 0; alpha < 360; alpha += 15) {
      expect(directionOf({ alpha, beta: 44.9, gamma: 0 })).toBe(directionOf({ alpha, beta: 45.1, gamma: 0 }))
    }
  })

  it('counts from the upper edge of a screen that was turned', () => {
    expect(directionOf({ alpha: 0, beta: 0, gamma: 0 }, 90)).toBe(90)
  })

  it('is nothing without all three angles', () => {
    expect(directionOf({ alpha: null, beta: 0, gamma: 0 })).toBeNull()
    expect(directionOf({ alpha: 1, beta: null, gamma: null })).toBeNull()
    expect(directionOf({ alpha: NaN, beta: 0, gamma: 0 })).toBeNull()
  })

  it('is a tenth of a degree from 0 to below 360', () => {
    expect([-90, 359.96, 720.04, -0.01, 12.345].map(inTurn)).toEqual([270, 0, 0, 0, 12.3])
  })
})

describe('a heading may break a tie', () => {
  const heading = (accuracy_deg: number | null) => ({ deg: 8, accuracy_deg, source: 'compass' as const })

  it.each([[null, 8], [0, 8], [30, 8], [30.1, null], [-1, null]])('when it errs by %s degrees: %s', (error, usable) => {
    expect(usableHeading(heading(error))).toBe(usable)
  })

  it('only when it is there', () => {
    expect([usableHeading(null), usableHeading(undefined), usableHeading({ ...heading(1), deg: NaN })]).toEqual([null, null, null])
  })
})
