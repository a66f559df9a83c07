import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { metresApart, ruleOf, suspectsOf, type NearbyCase } from './duplicates'

const AT = Date.parse('2026-11-20T08:00:00Z')
const finding = { category: 'sl2_out_of_shop', lon: 113.67, lat: 34.74, at: AT }
const near = (more: Partial<NearbyCase> = {}): NearbyCase => ({
  case_no: '1', state: 'claimed', category: 'sl2_out_of_shop', lon: 113.67, lat: 34.74, since: '2026-11-20T02:00:00Z', ...more,
})
const rule = { radius_m: 30, days: 1 }

const file = new URL('../../../tests/contract/duplicate_vectors.json', import.meta.url)
const vectors = JSON.parse(readFileSync(file, 'utf8')) as { places: [lon: number, lat: number, otherLon: number, otherLat: number, metres: number][] }

describe('what may have been reported already', () => {
  it('is as far away as the server says', () => {
    expect(vectors.places.length).toBeGreaterThan(100)
    for (const [lon, lat, otherLon, otherLat, metres] of vectors.places) expect(metresApart(lon, lat, otherLon, otherLat)).toBeCloseTo(metres, 6)
  })

  it('is of the same category, as near and as lately as the catalogue says, nearest first', () => {
    const metre = 1 / 111_195
    const cases = [near({ case_no: '29', lat: 34.74 + 29 * metre }), near({ case_no: '31', lat: 34.74 + 31 * metre }), near({ case_no: '5', lat: 34.74 + 5 * metre })]
    const found = suspectsOf(finding, cases, rule)
    expect(found.map((one) => one.case.case_no)).toEqual(['5', '29'])
    expect(found[0]?.metres).toBeCloseTo(5, 1)
    expect(suspectsOf(finding, [near({ category: 'sl3_misc_piles' })], rule)).toEqual([])
  })

  it('counts whole days to both sides of the moment it was seen', () => {
    const at = (ms: number) => near({ since: new Date(AT + ms).toISOString() })
    expect(suspectsOf(finding, [at(-86_400_000), at(86_400_000)], rule)).toHaveLength(2)
    expect(suspectsOf(finding, [at(-86_400_001), at(86_400_001)], rule)).toEqual([])
  })

  it('is nothing where the catalogue of an older server says nothing', () => {
    const category = { slug: 'x', group: 'g', name_zh: '', name_en: '', photos_min: 1 }
    expect(ruleOf(category)).toBeNull()
    expect(ruleOf({ ...category, duplicate_radius_m: 15, duplicate_days: 30 })).toEqual({ radius_m: 15, days: 30 })
    expect(ruleOf(undefined)).toBeNull()
  })
})
