import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import type { LonLat } from './geography'
import { buildIndex, place, type PlacementAnswer, type Position } from './placement'
import type { PackToIndex } from './placement-index'
import { answeredRow, type Row } from './placement-rows.testing'
import { SETTINGS } from './placement-rules'

const vectors = JSON.parse(
  readFileSync(new URL('../../../tests/contract/placement_vectors.json', import.meta.url), 'utf8'),
) as { settings: Record<string, number>; pack: PackToIndex; points: Row[] }
const city = buildIndex(vectors.pack)

interface NamedCase {
  name: string
  position: Position
  own: string[]
  pack: PackToIndex
  answer: PlacementAnswer
}
const cases = JSON.parse(
  readFileSync(new URL('../../../tests/contract/placement_cases.json', import.meta.url), 'utf8'),
) as NamedCase[]

const at = (lon: number, lat: number, accuracy_m: number | null = 5): Position => ({ lon, lat, accuracy_m, datum: 'wgs84' })

/** A line along the equator's parallel through the origin, where a ten-thousandth of a degree is about nine metres. */
const line = (...lons: number[]): LonLat[] => lons.map((lon) => [lon, 34.7])
const street = (code: string, ...lons: number[]) => ({ code, name: code, depth_m: 15, line: line(...lons) })
const pack = (...segments: PackToIndex['segments']): PackToIndex => ({ origin: [113.7, 34.7], segments, cells: [] })

describe('placement', () => {
  it('answers as the server does, at every place of the synthetic city', () => {
    expect(vectors.points.length).toBeGreaterThan(2000)
    const different = vectors.points.filter((row) => JSON.stringify(answeredRow(city, row)) !== JSON.stringify(row))
    expect(different).toEqual([])
  })

  it.each(cases)('answers as the server does: $name', ({ pack, position, own, answer }) => {
    expect(place(buildIndex(pack), position, new Set(own))).toEqual(answer)
  })

  it('has the thresholds of the server', () => {
    expect(SETTINGS).toEqual(vectors.settings)
  })

  it('takes a missing, negative or endless accuracy for 30 m and says so', () => {
    const index = buildIndex(pack(street('A', 113.7, 113.701)))
    for (const accuracy of [null, -1, Infinity, NaN]) {
      expect(place(index, at(113.7005, 34.7, accuracy))).toEqual({
        ...place(index, at(113.7005, 34.7, 30)),
        flags: ['accuracy-missing'],
      })
    }
  })

  it('calls a position that is no number missing', () => {
    expect(place(city, at(NaN, 34.7)).flags).toEqual(['position-missing'])
  })

  it('takes entries of one code for parts of one segment', () => {
    const index = buildIndex(pack(street('A', 113.7, 113.7002), street('A', 113.7008, 113.701)))
    expect(place(index, at(113.7009, 34.7))).toMatchObject({ status: 'inside', segment: { code: 'A' }, distance_m: 0 })
  })

  it('gives a person their own segment only where the measure cannot decide', () => {
    const index = buildIndex(pack(street('A', 113.7, 113.701), street('B', 113.701, 113.702), street('C', 113.70101, 113.702)))
    const end = at(113.701, 34.7)
    expect(place(index, end).segment?.code).toBe('A')
    expect(place(index, end, new Set(['B']))).toMatchObject({ segment: { code: 'B' }, decided_by: 'own' })
    expect(place(index, end, new Set(['C'])).segment?.code).toBe('A')
  })

  it('places in a city with a street and a cell that a slip of the pen has drawn across half the country', () => {
    const ring = (lon: number, lat: number): LonLat[] => [[lon, lat], [lon + 0.001, lat], [lon + 0.001, lat + 0.001], [lon, lat + 0.001], [lon, lat]]
    const spike: LonLat[] = [[113.7, 34.7], [113.701, 34.7], [118.7, 39.7], [113.7005, 34.7005], [113.7, 34.7]]
    const index = buildIndex({
      ...pack(street('A', 113.7, 113.701), street('FAR', 113.702, 118.7)),
      cells: [{ code: '1', polygon: [ring(113.7, 34.6995)] }, { code: '1', polygon: [ring(118.7, 39.7)] }, { code: '2', polygon: [spike] }],
      limits: [line(113.7, 118.7)],
    })
    expect(place(index, at(113.7005, 34.7))).toMatchObject({ segment: { code: 'A' }, cell: { code: '1' }, distance_m: 0 })
    expect(place(index, at(118.7005, 39.7005))).toMatchObject({ segment: null, cell: { code: '1' } })
    expect(place(index, at(113.7008, 34.7006))).toMatchObject({ cell: { code: '2' } })
    expect(place(index, at(116, 34.7))).toMatchObject({ segment: null, nearest: null, status: 'outside' })
  })

  it('is outside everywhere with an empty pack', () => {
    expect(place(buildIndex(pack()), at(113.7, 34.7))).toMatchObject({ status: 'outside', nearest: null })
  })
})
