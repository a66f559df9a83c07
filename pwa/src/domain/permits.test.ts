import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { holds, inside, minuteOfWeek, permitsHere, ringOf, whole, type PackPermit, type PermitSpan, type WholePoint } from './permits'

interface Vectors {
  zones: Record<string, { ring: WholePoint[]; hours: PermitSpan[]; categories: string[] }>
  weeks: [at: number, minute: number][]
  places: [zone: string, lon: number, lat: number, at: number, category: string | null, permitted: boolean][]
}
const vectors = JSON.parse(readFileSync(new URL('../../../tests/contract/permit_vectors.json', import.meta.url), 'utf8')) as Vectors

describe('what is permitted here', () => {
  it('is what the server says, at every corner and hour', () => {
    expect(vectors.places.length).toBeGreaterThan(200)
    for (const [name, lon, lat, at, category, permitted] of vectors.places) {
      const zone = vectors.zones[name]!
      const meant = zone.categories.length === 0 || (category !== null && zone.categories.includes(category))
      expect(meant && holds(zone.hours, minuteOfWeek(at)) && inside(zone.ring, whole(lon, lat)), `${name} ${lon} ${lat} ${at}`).toBe(permitted)
    }
  })

  it('goes by the city’s week', () => {
    for (const [at, minute] of vectors.weeks) expect(minuteOfWeek(at)).toBe(minute)
  })

  const market: PackPermit = {
    id: 'p', kind: 'vending', name: 'market', categories: ['sl2_mobile_vendor'], hours: [[[6], 330, 510]], from: '2026-11-21', to: '2026-11-21',
    ring: [1_136_700_000, 347_400_000, 20_000, 0, 0, 20_000, -20_000, 0],
  }
  const saturday = (clock: string) => Date.parse(`2026-11-21T${clock}:00+08:00`)
  const here = { lon: 113.671, lat: 34.741, at: saturday('06:00'), category: 'sl2_mobile_vendor' }

  it('comes with the hours of the day, whether they run or not', () => {
    expect(ringOf(market.ring)[2]).toEqual([1_136_720_000, 347_420_000])
    expect(permitsHere([market], here)).toEqual([{ id: 'p', kind: 'vending', name: 'market', hours: [[330, 510]], now: true }])
    expect(permitsHere([market], { ...here, at: saturday('12:00') })[0]?.now).toBe(false)
  })

  it('is nothing on another day, beside the zone, or for another category; all is told while none is chosen', () => {
    expect(permitsHere([market], { ...here, at: saturday('06:00') + 86_400_000 })).toEqual([])
    expect(permitsHere([market], { ...here, lon: 113.69 })).toEqual([])
    expect(permitsHere([market], { ...here, category: 'sl3_misc_piles' })).toEqual([])
    expect(permitsHere([market], { ...here, category: null })).toHaveLength(1)
  })
})
