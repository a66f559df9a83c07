import { describe, expect, it } from 'vitest'

import { bestFix, courseOf, fixQuality, headingAt, improves, toPosition, withFix, type Fix } from './fixes'

const NOW = Date.parse('2026-11-20T08:00:00Z')
const fix = (secondsAgo: number, accuracy_m: number | null): Fix => ({ lon: 113.67, lat: 34.74, accuracy_m, at: NOW - secondsAgo * 1000, datum: 'wgs84' })

describe('the best reading', () => {
  it('is the most accurate of the last fifteen seconds', () => {
    expect(bestFix([fix(14, 6), fix(5, 20), fix(1, 9)], NOW)).toEqual(fix(14, 6))
  })

  it('is never an old precise one while there is a new one', () => {
    expect(bestFix([fix(16, 3), fix(2, 40)], NOW)).toEqual(fix(2, 40))
  })

  it('is the newest when all are old, and none when there is none', () => {
    expect(bestFix([fix(300, 3), fix(60, 40)], NOW)).toEqual(fix(60, 40))
    expect(bestFix([], NOW)).toBeNull()
  })

  it('counts an unknown accuracy as thirty metres', () => {
    expect(bestFix([fix(3, 31), fix(2, null)], NOW)).toEqual(fix(2, null))
    expect(bestFix([fix(3, 29), fix(2, null)], NOW)).toEqual(fix(3, 29))
  })

  it('is chosen among ten readings at most, each moment once', () => {
    const many = Array.from({ length: 14 }, (_, index) => fix(14 - index, index)).reduce(withFix, [] as Fix[])
    expect(many).toHaveLength(10)
    expect(withFix(many, { ...fix(1, 2) }).filter((one) => one.at === NOW - 1000)).toEqual([fix(1, 2)])
  })
})

describe('the quality of a reading', () => {
  it.each([
    [fix(30, 50), 'good'],
    [fix(31, 5), 'stale'],
    [fix(1, 51), 'coarse'],
  ] as const)('follows the limits of the flags', (reading, quality) => {
    expect(fixQuality(reading, NOW)).toBe(quality)
  })
})

describe('a draft', () => {
  it('takes a better reading made around the shutter', () => {
    expect(improves(null, fix(0, 30), NOW)).toBe(true)
    expect(improves(toPosition(fix(2, 30)), fix(0, 8), NOW)).toBe(true)
    expect(improves(toPosition(fix(2, 8)), fix(0, 30), NOW)).toBe(false)
  })

  it('does not take the place where the person stands minutes later', () => {
    const shotAt = NOW - 120_000
    expect(improves(toPosition(fix(121, 60)), fix(0, 4), shotAt)).toBe(false)
    expect(improves(null, fix(0, 4), shotAt)).toBe(true)
  })

  it('replaces a reading from long before the shutter even by a coarser one', () => {
    expect(improves(toPosition(fix(600, 4)), fix(0, 25), NOW)).toBe(true)
  })

  it('keeps a position that a person set', () => {
    expect(improves({ ...toPosition(fix(600, null)), source: 'manual' }, fix(0, 4), NOW)).toBe(false)
  })
})

describe('the heading of a position', () => {
  const compass = { deg: 91.5, accuracy_deg: 12, source: 'compass' } as const
  const walking = { ...fix(1, 6), ...courseOf({ heading: 359.97, speed: 1.2 }) }

  it('is the course of a person who walks, and the compass of one who stands', () => {
    expect(walking.course).toEqual({ deg: 0, accuracy_deg: null, source: 'course' })
    expect(headingAt(NOW, walking, compass)).toBe(walking.course)
    expect(headingAt(NOW, fix(1, 6), compass)).toBe(compass)
    expect(headingAt(NOW, null, null)).toBeNull()
  })

  it('is not where a person was going some seconds ago', () => {
    expect(headingAt(NOW + 2_001, walking, compass)).toBe(compass)
  })

  it.each([
    [null, 1.2],
    [NaN, 1.2],
    [90, null],
    [90, 0.3],
  ])('is none for a receiver that says heading %s at %s m/s', (heading, speed) => {
    expect(courseOf({ heading, speed })).toEqual({})
  })

  it('travels with the position, and leaves one without as it was', () => {
    expect(toPosition(fix(0, 6), compass).heading).toEqual(compass)
    expect(Object.keys(toPosition(fix(0, 6)))).toEqual(['lon', 'lat', 'accuracy_m', 'fixed_at', 'source', 'datum'])
  })
})
