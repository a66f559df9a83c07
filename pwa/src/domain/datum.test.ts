import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { bd09ToGcj02, fromWgs84, gcj02ToWgs84, toWgs84 } from './datum'

type Six = [number, number, number, number, number, number]
const vectors = JSON.parse(
  readFileSync(new URL('../../../tests/contract/datum_vectors.json', import.meta.url), 'utf8'),
) as Six[]
/** Degrees: a thousandth of a millimetre; the last bits of sine may differ between machines. */
const SAME = 1e-11
/** GCJ-02 begins here; a shifted place may lie on the other side of the edge, where the way back is not defined. */
const inside = ([lon, lat]: readonly number[]) => lon! > 73 && lon! < 137 && lat! > 1 && lat! < 55

function expectSame(actual: readonly number[], expected: readonly number[]): void {
  expect(Math.abs(actual[0]! - expected[0]!)).toBeLessThan(SAME)
  expect(Math.abs(actual[1]! - expected[1]!)).toBeLessThan(SAME)
}

describe('datum', () => {
  it('gives GCJ-02 and BD-09 as the server does', () => {
    for (const [lon, lat, ...shifted] of vectors) {
      expectSame(fromWgs84(lon, lat, 'gcj02'), shifted.slice(0, 2))
      expectSame(fromWgs84(lon, lat, 'bd09'), shifted.slice(2))
    }
  })

  it('comes back to the same place', () => {
    for (const [lon, lat, gcjLon, gcjLat, bdLon, bdLat] of vectors.filter(inside)) {
      expectSame(toWgs84(gcjLon, gcjLat, 'gcj02'), [lon, lat])
      expectSame(toWgs84(bdLon, bdLat, 'bd09'), [lon, lat])
      expectSame(bd09ToGcj02(bdLon, bdLat), [gcjLon, gcjLat])
    }
  })

  it('leaves places outside the box as they are', () => {
    for (const [lon, lat] of [[139.6917, 35.6895], [-74.006, 40.7128], [72.003, 35]] as const) {
      expect(gcj02ToWgs84(lon, lat)).toEqual([lon, lat])
      expect(fromWgs84(lon, lat, 'gcj02')).toEqual([lon, lat])
    }
  })
})
