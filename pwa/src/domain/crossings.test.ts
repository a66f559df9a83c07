import { describe, expect, it } from 'vitest'

import { crossingsOf, nearestCrossings } from './crossings'
import { fromWgs84 } from './datum'
import type { LonLat, PackSegment } from './geography'
import { planeAt } from './plane'

const ORIGIN: LonLat = [113.7, 34.7]
const EAST = 1 / (111_195 * Math.cos((34.7 * Math.PI) / 180))
const NORTH = 1 / 111_195
const at = (x: number, y: number): LonLat => [ORIGIN[0] + x * EAST, ORIGIN[1] + y * NORTH]

function street(name: string | null, ...line: [number, number][]): PackSegment {
  return { code: `${name}${line.length}`, name: name as string, depth_m: 15, line: line.map(([x, y]) => at(x, y)) }
}
const crossings = (...segments: PackSegment[]) => crossingsOf({ origin: ORIGIN, segments })
const named = (...segments: PackSegment[]) => crossings(...segments).map(({ names }) => [...names].sort())
function metresFrom(place: LonLat, x: number, y: number): number {
  const plane = planeAt(...ORIGIN)
  const [u, v] = plane.forward(...place)
  const [p, q] = plane.forward(...at(x, y))
  return Math.hypot(u - p, v - q)
}

describe('a crossing', () => {
  it('is where streets of different names share a corner of their lines', () => {
    const found = crossings(street('文渠路', [-200, 0], [0, 0], [200, 0]), street('安澜路', [0, -200], [0, 0], [0, 200]))
    expect(found.map(({ names }) => names)).toEqual([['文渠路', '安澜路']])
    expect(metresFrom(found[0]!.at, 0, 0)).toBeLessThan(0.01)
    expect(found[0]!.spread_m).toBe(0)
  })

  it('is also where a street begins on the line of another', () => {
    expect(named(street('文渠路', [-200, 0], [200, 0]), street('豆坊巷', [40, 0.5], [40, 120]))).toEqual([['文渠路', '豆坊巷']])
    expect(named(street('文渠路', [-200, 0], [200, 0]), street('豆坊巷', [40, 3], [40, 120]))).toEqual([])
  })

  it('is no bridge over a road', () => {
    expect(named(street('高架桥', [-200, 0], [200, 0]), street('桥下路', [0, -200], [0, 200]))).toEqual([])
  })

  it('is no border between the parts of one street, and needs a name', () => {
    expect(named(street('文渠路 01段', [-200, 0], [0, 0]), street('文渠路 02段', [0, 0], [200, 0]))).toEqual([])
    expect(named(street(null, [0, -90], [0, 0]), street('', [0, 0], [90, 0]), street('文渠路', [-200, 0], [0, 0]))).toEqual([])
    expect(named(street('310', [-200, 0], [0, 0]), street('311', [0, 0], [200, 0]))).toEqual([['310', '311']])
  })

  it('of a street with two carriageways is one, as large as its nodes lie apart', () => {
    const found = crossings(
      street('和顺大道', [-200, 12], [0, 12], [200, 12]),
      street('和顺大道', [-200, -12], [0, -12], [200, -12]),
      street('晴川路', [0, -200], [0, -12], [0, 12], [0, 200]),
    )
    expect(found).toHaveLength(1)
    expect(metresFrom(found[0]!.at, 0, 0)).toBeLessThan(0.1)
    expect(found[0]!.spread_m).toBeCloseTo(12, 0)
  })

  it('of three streets takes in the nodes where only two of them meet', () => {
    const found = named(
      street('甲路', [-200, 0], [0, 0]),
      street('乙路', [0, 0], [200, 0]),
      street('丙路', [0, 0], [20, 20], [20, 200]),
      street('乙路', [20, 20], [200, 40]),
    )
    expect(found).toEqual([['丙路', '乙路', '甲路'].sort()])
  })

  it('of the same streets far away is another one', () => {
    const ring = street('环路', [-200, 0], [0, 0], [0, 300], [-200, 300])
    expect(crossings(ring, street('直街', [0, -100], [0, 0])).length).toBe(1)
    expect(crossings(ring, street('直街', [0, -100], [0, 0]), street('直街', [0, 300], [90, 300])).length).toBe(2)
  })
})

describe('the crossings to choose from', () => {
  const many = crossings(
    street('文渠路', [-600, 0], [0, 0], [600, 0], [1400, 0]),
    street('甲街', [0, 0], [0, 90]),
    street('乙街', [600, 0], [600, 90]),
    street('丙街', [1400, 0], [1400, 90]),
  )
  const first = (measured: LonLat | null) => nearestCrossings(many, measured && { lon: measured[0], lat: measured[1] })[0]?.names[1]

  it('begin with the nearest, whatever the browser shifts', () => {
    for (const [x, name] of [[5, '甲街'], [610, '乙街'], [1390, '丙街']] as const) {
      const [lon, lat] = at(x, 8)
      expect([first([lon, lat]), first(fromWgs84(lon, lat, 'gcj02')), first(fromWgs84(lon, lat, 'bd09'))]).toEqual([name, name, name])
    }
  })

  it('are all there without a position', () => {
    expect(nearestCrossings(many, null)).toEqual(many)
  })
})
