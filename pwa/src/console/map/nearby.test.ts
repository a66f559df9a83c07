import { describe, expect, it } from 'vitest'

import type { AreaPack, LonLat } from '@/domain/geography'
import { metresBetween, metresToLine } from '@/ui/map/measure'

import { findSegments, labelSpot, nearestSpot, surroundings } from './nearby'

const HERE: LonLat = [113.67, 34.74]
/** A point so many metres east and north of HERE. */
const at = (east: number, north: number): LonLat => [
  HERE[0] + east / (111_195 * Math.cos((HERE[1] * Math.PI) / 180)),
  HERE[1] + north / 111_195,
]

const pack = {
  segments: [
    { code: 'S03', name: 'Far Lane', depth_m: 15, line: [at(2000, 0), at(2400, 0)] },
    { code: 'S02', name: 'North Street', depth_m: 15, line: [at(-100, 60), at(100, 60)] },
    { code: 'S01', name: 'South Street', depth_m: 15, line: [at(-300, -20), at(300, -20)] },
  ],
  cells: [{ code: 'C1', polygon: [[at(0, 0), at(100, 0), at(100, 100), at(0, 0)]] }],
} as unknown as AreaPack

describe('what lies near a report', () => {
  it('measures along the street in metres', () => {
    expect(metresBetween(HERE, at(30, 40))).toBeCloseTo(50, 1)
    expect(metresToLine(HERE, [at(-300, -20), at(300, -20)])).toBeCloseTo(20, 1)
    expect(metresToLine(HERE, [at(30, 40), at(300, 40)])).toBeCloseTo(50, 1)
  })

  it('includes a long road that passes by with both ends far away', () => {
    const near = surroundings(pack, HERE, 150)
    expect(near.segments.map((segment) => segment.code)).toEqual(['S02', 'S01'])
    expect(near.cells).toHaveLength(1)
    expect(surroundings(pack, HERE, 150, ['S03']).segments).toHaveLength(3)
  })

  it('finds segments by parts of name and code, nearest first', () => {
    expect(findSegments(pack, 'street', HERE, 5).map((found) => found.code)).toEqual(['S01', 'S02'])
    expect(findSegments(pack, 'S03', HERE, 5).map((found) => found.name)).toEqual(['Far Lane'])
    expect(findSegments(pack, 'street', HERE, 1)).toHaveLength(1)
    expect(findSegments(pack, 'square', HERE, 5)).toEqual([])
  })

  it('finds them by code when the report has no position', () => {
    expect(findSegments(pack, '', null, 5).map((found) => found.code)).toEqual(['S01', 'S02', 'S03'])
  })

  it('writes a road name on the road, in view, away from the point', () => {
    const spot = labelSpot([at(-300, -20), at(300, -20)], HERE, ([lon]) => Math.abs(lon - HERE[0]) < 100 / 91_000)
    expect(metresBetween(HERE, spot!)).toBeGreaterThan(85)
    expect(metresBetween(HERE, spot!)).toBeLessThan(110)
    expect(metresBetween(at(0, -20), nearestSpot([at(-300, -20), at(300, -20)], HERE)!)).toBeLessThan(3)
    expect(labelSpot([at(900, 0), at(950, 0)], HERE, () => false)).toBeNull()
  })
})
