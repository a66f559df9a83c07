import { describe, expect, it } from 'vitest'

import { wgs84ToGcj02 } from './datum'
import type { Heading } from './report'
import { aimAt, type Place } from './twin-shot'

const FIRST: Place = { lon: 113.67, lat: 34.74, accuracy_m: 3, datum: 'wgs84' }
/** One degree of latitude is 111,195 m on the sphere. */
const METRE = 1 / 111_195
const north = (m: number, more: Partial<Place> = {}): Place => ({ ...FIRST, lat: FIRST.lat + m * METRE, ...more })
const compass = (deg: number): Heading => ({ deg, accuracy_deg: null, source: 'compass' })

describe('the way back to where a first picture was taken', () => {
  it('has a length, and which way to walk as the device is held', () => {
    const ways = [180, 90, 0, 270].map((deg) => aimAt(FIRST, north(40), compass(deg)))
    expect(ways.map(({ away_m }) => Math.round(away_m ?? 0))).toEqual([40, 40, 40, 40])
    expect(ways.map(({ way }) => way)).toEqual(['ahead', 'right', 'back', 'left'])
  })

  it('ends where the two readings cannot tell any more', () => {
    expect(aimAt(FIRST, north(4), compass(0))).toMatchObject({ there: true, way: null })
    expect(aimAt(FIRST, north(5), compass(0))).toMatchObject({ there: false, way: 'back' })
    expect(aimAt({ ...FIRST, accuracy_m: null }, north(25), null).there).toBe(true)
  })

  it('is measured in one datum, whatever the two readings were in', () => {
    const [lon, lat] = wgs84ToGcj02(FIRST.lon, FIRST.lat)
    expect(aimAt({ ...FIRST, lon, lat, datum: 'gcj02' }, FIRST, null).away_m).toBeLessThan(0.01)
  })

  it('is unknown without a reading, and the turn is told all the same', () => {
    expect(aimAt({ ...FIRST, heading: compass(10) }, null, compass(350))).toMatchObject({ away_m: null, there: false, way: null, turn_deg: 20 })
  })
})

describe('the turn to what a first picture showed', () => {
  it('goes the short way round, to the right above zero', () => {
    const turn = (was: number, is: number) => aimAt({ ...FIRST, heading: compass(was) }, FIRST, compass(is)).turn_deg
    expect([turn(8, 0), turn(0, 8), turn(350, 10), turn(10, 350), turn(180, 0)]).toEqual([8, -8, -20, 20, 180])
  })

  it('is right within what a hand holds', () => {
    const aligned = (is: number) => aimAt({ ...FIRST, heading: compass(0) }, FIRST, compass(is)).aligned
    expect([aligned(0), aligned(15), aligned(346), aligned(16)]).toEqual([true, true, true, false])
  })

  it('is told by compasses only: where somebody walks is not what the camera sees', () => {
    const course: Heading = { deg: 0, accuracy_deg: null, source: 'course' }
    expect(aimAt({ ...FIRST, heading: course }, FIRST, compass(0)).turn_deg).toBeNull()
    expect(aimAt({ ...FIRST, heading: compass(0) }, FIRST, course).turn_deg).toBeNull()
    expect(aimAt(FIRST, FIRST, compass(0)).turn_deg).toBeNull()
  })
})
