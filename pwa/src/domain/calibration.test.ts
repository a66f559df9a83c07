import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { calibrate, FEWEST, type Reading } from './calibration'
import { fromWgs84 } from './datum'
import type { Datum, LonLat } from './geography'

type Six = [lon: number, lat: number, gcjLon: number, gcjLat: number, bdLon: number, bdLat: number]
/** Pairs of all datums as the server computes them. */
const vectors = JSON.parse(readFileSync(new URL('../../../tests/contract/datum_vectors.json', import.meta.url), 'utf8')) as Six[]
const inChina = vectors.filter(([lon, lat]) => lon > 73 && lon < 137 && lat > 1 && lat < 55)
const CROSSING: LonLat = [113.6605, 34.7525]
const METRE = 1 / 111_195

/** Readings of a person who stands `east` and `north` metres from the place, by a browser that gives `datum`. */
function readings(datum: Datum, { at = CROSSING, east = 0, north = 0, accuracy = 8 as number | null, count = 8 } = {}): Reading[] {
  return Array.from({ length: count }, (_, turn) => {
    const wander = (turn - count / 2) * METRE
    const [lon, lat] = fromWgs84(at[0] + (east * METRE) / Math.cos((at[1] * Math.PI) / 180) + wander, at[1] + north * METRE, datum)
    return { lon, lat, accuracy_m: accuracy }
  })
}
const place = (at: LonLat = CROSSING, spread_m = 0) => ({ at, spread_m })

describe('a browser at a known place', () => {
  it.each(['wgs84', 'gcj02', 'bd09'] as const)('is told to measure in %s', (datum) => {
    const answer = calibrate(readings(datum, { east: 12, north: -9 }), place())
    expect(answer).toMatchObject({ clear: true, datum, accuracy_m: 8, readings: 8 })
    expect(answer.off_m).toBeGreaterThan(12)
    expect(answer.off_m).toBeLessThan(18)
  })

  it('is told from what the server computes, all over the country', () => {
    expect(inChina.length).toBeGreaterThan(8)
    for (const [lon, lat, gcjLon, gcjLat, bdLon, bdLat] of inChina) {
      const told = [[lon, lat], [gcjLon, gcjLat], [bdLon, bdLat]].map(([x, y]) => {
        const answer = calibrate(Array.from({ length: 4 }, () => ({ lon: x!, lat: y!, accuracy_m: 10 })), place([lon, lat]))
        return answer.clear && [answer.datum, Math.round(answer.off_m)]
      })
      expect(told).toEqual([['wgs84', 0], ['gcj02', 0], ['bd09', 0]])
    }
  })

  it('has as much room as its accuracy, the kerb and the size of the crossing, and no more', () => {
    const at = (east: number, spread = 0) => calibrate(readings('gcj02', { east, accuracy: 10, count: 5 }), place(CROSSING, spread))
    expect(at(33)).toMatchObject({ clear: true, datum: 'gcj02' })
    expect(at(39)).toMatchObject({ clear: false, why: 'elsewhere' })
    expect(at(39, 20)).toMatchObject({ clear: true, datum: 'gcj02' })
  })

  it('a shift of another direction, however long, is none of a datum', () => {
    const [lon, lat] = fromWgs84(...CROSSING, 'gcj02')
    const mirrored = { lon: 2 * CROSSING[0] - lon, lat: 2 * CROSSING[1] - lat, accuracy_m: 8 }
    const answer = calibrate([mirrored, mirrored, mirrored], place())
    expect(answer).toMatchObject({ clear: false, why: 'elsewhere' })
    expect(Math.round(answer.off_m ?? 0)).toBeGreaterThan(500)
  })
})

describe('it is not clear', () => {
  it('from too few readings', () => {
    expect(calibrate([], place())).toEqual({ clear: false, why: 'few', off_m: null, accuracy_m: null, readings: 0 })
    expect(calibrate(readings('wgs84', { count: FEWEST - 1 }), place())).toMatchObject({ clear: false, why: 'few' })
  })

  it('from coarse readings, and coarse ones count for nothing beside good ones', () => {
    const coarse = readings('gcj02', { accuracy: 51 })
    expect(calibrate(coarse, place())).toEqual({ clear: false, why: 'coarse', off_m: null, accuracy_m: 51, readings: 8 })
    expect(calibrate([...coarse, ...readings('wgs84', { count: 4 })], place())).toMatchObject({ clear: true, datum: 'wgs84', readings: 4 })
    expect(calibrate(readings('wgs84', { accuracy: null }), place())).toMatchObject({ clear: true, accuracy_m: 30 })
  })

  it('when satellites and network differ', () => {
    const both = [...readings('wgs84', { count: 5 }), ...readings('gcj02', { count: 5 })]
    expect(calibrate(both, place())).toMatchObject({ clear: false, why: 'mixed', readings: 10 })
  })

  it('but one slip of ten is no second opinion', () => {
    const slip = readings('wgs84', { east: 900, count: 1 })
    expect(calibrate([...readings('gcj02', { count: 9 }), ...slip], place())).toMatchObject({ clear: true, datum: 'gcj02' })
  })

  it('where the shift is smaller than the error', () => {
    const near: LonLat = [72.1, 35]
    const [lon, lat] = fromWgs84(...near, 'gcj02')
    const [dx, dy] = [lon - near[0], lat - near[1]].map((degrees) => degrees / METRE) as [number, number]
    const answer = calibrate(readings('wgs84', { at: near, accuracy: 50, count: 4 }), place(near, Math.hypot(dx, dy)))
    expect(answer).toMatchObject({ clear: false, why: 'alike' })
  })

  it('but outside the box of GCJ-02 there is nothing to tell apart', () => {
    const tokyo: LonLat = [139.6917, 35.6895]
    expect(calibrate(readings('wgs84', { at: tokyo }), place(tokyo))).toMatchObject({ clear: true, datum: 'wgs84' })
  })
})
