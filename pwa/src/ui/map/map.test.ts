import { describe, expect, it } from 'vitest'

import type { LonLat } from '@/domain/geography'
import { clustersOf, type Pin } from './cluster'
import { boxOf, drawableOf, meets, toDegrees, toSquare } from './ground'
import { placeLabels, type Label } from './labels'
import { metresBetween, metresToLine } from './measure'
import { sightOf, type Frame } from './paint'
import { GRAVITY, PIN_SHAPES } from './pinShapes'
import { spotsInSight } from './writing'

const HERE: LonLat = [113.64, 34.72]
const near = (east: number, north: number): LonLat => [HERE[0] + east / 91_400, HERE[1] + north / 111_195]
const pin = (id: string, place: LonLat, tone: Pin['tone'] = 'act'): Pin => ({ id, place, tone, title: id })

describe('the web Mercator square', () => {
  it.each([HERE, [0, 0], [-180, -85], [179.9, 85]] as LonLat[])('gives back the degrees of %j', (...place) => {
    const [lon, lat] = toDegrees(toSquare(place as LonLat))
    expect(lon).toBeCloseTo(place[0] ?? NaN, 9)
    expect(lat).toBeCloseTo(place[1] ?? NaN, 9)
  })

  it('has its published corners', () => {
    expect(toSquare([0, 0])).toEqual([0.5, 0.5])
    expect(toSquare([-180, 85.0511287798])[1]).toBeCloseTo(0, 9)
    expect(toSquare([180, -89])[1]).toBeCloseTo(1, 9)
  })

  it('knows the box of every line, and none of nothing', () => {
    const { streets } = drawableOf({ streets: [{ code: 'a', label: 'a', depth_m: 10, line: [near(0, 0), near(100, 50)] }], cells: [], outlines: [] })
    const [x, y] = toSquare(near(50, 25))
    expect(meets(streets[0]!.path.box, [x, y, x, y])).toBe(true)
    expect(meets(streets[0]!.path.box, [x + 1e-4, y, x + 2e-4, y])).toBe(false)
    expect(boxOf([[near(0, 0)], [near(10, -20), near(-5, 3)]])).toEqual([...near(-5, -20), ...near(10, 3)])
    expect(boxOf([[], []])).toBeNull()
  })

  it('draws no line of a single point', () => {
    expect(drawableOf({ streets: [{ code: 'a', label: null, depth_m: 10, line: [HERE] }], cells: [], outlines: [] }).streets).toEqual([])
  })
})

describe('lengths', () => {
  it('are metres between places and from a place to a line', () => {
    expect(metresBetween(HERE, near(30, 40))).toBeCloseTo(50, 1)
    expect(metresToLine(HERE, [near(-100, 12), near(100, 12)])).toBeCloseTo(12, 1)
    expect(metresToLine(HERE, [near(3, 4)])).toBeCloseTo(5, 1)
    expect(metresToLine(HERE, [])).toBe(Infinity)
  })
})

describe('groups of pins', () => {
  const crowd = [pin('a', near(0, 0)), pin('b', near(4, 2)), pin('c', near(2, 6), 'over'), pin('far', near(3000, 0))]

  it('gather what would lie over each other, and show the gravest of it', () => {
    const groups = clustersOf(crowd, 13)
    expect(groups.map(({ pins }) => pins.length).sort()).toEqual([1, 3])
    const crowded = groups.find(({ pins }) => pins.length === 3)!
    expect(crowded.tone).toBe('over')
    expect(metresBetween(crowded.place, near(2, 8 / 3))).toBeLessThan(0.1)
  })

  it('lose and double no pin at any zoom', () => {
    for (let zoom = 3; zoom <= 21; zoom += 0.5) {
      expect(clustersOf(crowd, zoom).flatMap(({ pins }) => pins.map(({ id }) => id)).sort()).toEqual(['a', 'b', 'c', 'far'])
    }
  })

  it('end where nobody can come closer', () => {
    const same = [pin('a', HERE), pin('b', HERE)]
    expect(clustersOf(same, 18)).toHaveLength(1)
    expect(clustersOf(same, 19)).toHaveLength(2)
  })

  it('stay as they are when pins elsewhere come and go', () => {
    const key = (pins: Pin[]) => clustersOf(pins, 14).find(({ pins: members }) => members.length === 3)
    expect(key(crowd)).toEqual(key(crowd.slice(0, 3)))
  })

  it('know a shape and a weight of every tone', () => {
    expect([...GRAVITY].sort()).toEqual(Object.keys(PIN_SHAPES).sort())
    expect(new Set(GRAVITY.filter((tone) => tone !== 'plain').map((tone) => PIN_SHAPES[tone].outline + PIN_SHAPES[tone].mark)).size).toBe(5)
  })
})

describe('labels', () => {
  const view = [0, 0, 400, 300] as const
  const label = (text: string, x: number, y: number, look: Label['look'] = 'street'): Label => ({ text, x, y, width: 80, height: 20, look })

  it('never lie over another, and the weightier stays', () => {
    const placed = placeLabels([label('cell', 200, 150, 'cell'), label('street', 210, 155), label('plate', 220, 150, 'plate')], view, [])
    expect(placed.map(({ text }) => text)).toEqual(['plate'])
  })

  it('leave pins free and do not stick out of the map', () => {
    expect(placeLabels([label('a', 200, 150)], view, [[190, 140, 210, 160]])).toEqual([])
    expect(placeLabels([label('a', 20, 150), label('b', 200, 295)], view, [])).toEqual([])
    expect(placeLabels([label('a', 200, 150)], view, [[300, 140, 320, 160]])).toHaveLength(1)
  })

  it('say a name again only far away', () => {
    const placed = placeLabels([label('a', 60, 40), label('a', 200, 40), label('a', 350, 260)], view, [])
    expect(placed.map(({ x }) => x)).toEqual([60, 350])
  })
})

describe('the spot of a name', () => {
  const [x, y] = toSquare(HERE)
  const scale = 256 * 2 ** 18
  const frame: Frame = { scale, left: x * scale - 200, top: y * scale - 200, width: 400, height: 400, pixelsPerMetre: 2, seen: [100, 100, 300, 300] }
  const pathOf = (line: LonLat[]) => drawableOf({ streets: [{ code: 'a', label: 'a', depth_m: 1, line }], cells: [], outlines: [] }).streets[0]!.path

  it('is the middle of what is seen of the line, or else a quarter of it', () => {
    const { spots, length } = spotsInSight(pathOf([near(-5000, 0), near(5000, 0)]), frame)!
    expect(spots.map(([at]) => Math.round(at))).toEqual([200, 150, 250])
    expect(spots[0]![1]).toBeCloseTo(200, 0)
    expect(length).toBeCloseTo(200, 0)
  })

  it('is on the longest of several runs', () => {
    const hook = [near(-5000, 10), near(-25, 10), near(-25, 5000), near(20, 5000), near(20, -5000)]
    expect(spotsInSight(pathOf(hook), frame)!.spots[0]![0]).toBeGreaterThan(200)
  })

  it('is nowhere when the line is out of sight', () => {
    expect(spotsInSight(pathOf([near(-5000, 900), near(5000, 900)]), frame)).toBeNull()
    expect(sightOf(frame)[0]).toBeLessThan(x)
  })
})
