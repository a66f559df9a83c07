/**
 * The outline of a zone as people type or paste it: a corner in each line, or GeoJSON; and what is wrong with it, as the
 * server decides it (`app/permits/rules.py`), which has the last word. Pure.
 */
import { toWgs84 } from '@/domain/datum'
import type { Datum, LonLat } from '@/domain/geography'
import { lastOf } from '@/domain/last'
import { isRecord } from '@/domain/shapes'

export const MOST_CORNERS = 500
/** Extent in degrees in either direction, about 10 km. */
const LARGEST = 0.1
const UNIT = 1e7

export type OutlineFault = 'empty' | 'unreadable' | 'not-polygon' | 'hole' | 'range' | 'corners' | 'large' | 'crosses'
export type Outline = { corners: LonLat[] } | { fault: OutlineFault; line?: number }

/** The corners that a text names, turned into WGS-84, without the one that closes the ring. */
export function readOutline(text: string, datum: Datum = 'wgs84'): Outline {
  const words = text.trim()
  if (words === '') return { fault: 'empty' }
  const read = words.startsWith('{') || words.startsWith('[') ? fromJson(words) : fromLines(words)
  if ('fault' in read) return read
  const outside = read.corners.findIndex(([lon, lat]) => Math.abs(lon) > 180 || Math.abs(lat) > 90)
  if (outside >= 0) return { fault: 'range', line: outside + 1 }
  return { corners: opened(read.corners.map(([lon, lat]) => toWgs84(lon, lat, datum))) }
}

/** A corner in each line, with as many digits as are kept. */
export function writeOutline(corners: readonly LonLat[]): string {
  return corners.map(([lon, lat]) => `${lon.toFixed(7)}, ${lat.toFixed(7)}`).join('\n')
}

/** Why these corners are no zone, null when they are one. */
export function outlineFault(corners: readonly LonLat[]): OutlineFault | null {
  const ring = distinct(corners)
  if (ring.length === 0) return 'empty'
  if (ring.length < 3 || ring.length > MOST_CORNERS) return 'corners'
  const [lons, lats] = [ring.map(([lon]) => lon), ring.map(([, lat]) => lat)]
  if (extent(lons) > LARGEST * UNIT || extent(lats) > LARGEST * UNIT) return 'large'
  return twiceArea(ring) === 0 || crossesItself(ring) ? 'crosses' : null
}

function fromLines(text: string): Outline {
  const corners: LonLat[] = []
  for (const [place, line] of text.split(/\n|;/).entries()) {
    if (line.trim() === '') continue
    const numbers = line.trim().split(/[\s,\uFF0C]+/).map(Number)
    const [lon, lat] = numbers
    if (numbers.length < 2 || lon === undefined || lat === undefined || !Number.isFinite(lon) || !Number.isFinite(lat)) return { fault: 'unreadable', line: place + 1 }
    corners.push([lon, lat])
  }
  return { corners }
}

function fromJson(text: string): Outline {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { fault: 'unreadable' }
  }
  return fromGeometry(value)
}

/** A bare ring, a polygon, a feature with one, or a collection with one feature. */
function fromGeometry(value: unknown): Outline {
  if (Array.isArray(value)) return ringOf(isPair(value[0]) ? value : value[0])
  if (!isRecord(value)) return { fault: 'not-polygon' }
  if (value.type === 'FeatureCollection' && Array.isArray(value.features) && value.features.length === 1) return fromGeometry(value.features[0])
  if (value.type === 'Feature') return fromGeometry(value.geometry)
  const rings = value.type === 'Polygon' ? value.coordinates : value.type === 'MultiPolygon' && Array.isArray(value.coordinates) && value.coordinates.length === 1 ? value.coordinates[0] : null
  if (!Array.isArray(rings)) return { fault: 'not-polygon' }
  return rings.length > 1 ? { fault: 'hole' } : ringOf(rings[0])
}

function ringOf(value: unknown): Outline {
  if (!Array.isArray(value) || !value.every(isPair)) return { fault: 'not-polygon' }
  return { corners: value.map((pair) => [pair[0], pair[1]]) }
}

const isPair = (value: unknown): value is LonLat => Array.isArray(value) && value.length >= 2 && value.slice(0, 2).every((one) => typeof one === 'number' && Number.isFinite(one))

function opened(corners: LonLat[]): LonLat[] {
  const [first, last] = [corners[0], lastOf(corners)]
  return corners.length > 1 && first && last && first[0] === last[0] && first[1] === last[1] ? corners.slice(0, -1) : corners
}

/** In whole units, without repeated corners. */
function distinct(corners: readonly LonLat[]): LonLat[] {
  const whole = corners.map(([lon, lat]): LonLat => [Math.round(lon * UNIT), Math.round(lat * UNIT)])
  return opened(whole.filter((one, place) => place === 0 || one[0] !== whole[place - 1]?.[0] || one[1] !== whole[place - 1]?.[1]))
}

const extent = (values: number[]) => Math.max(...values) - Math.min(...values)
const sidesOf = (ring: readonly LonLat[]) => ring.map((a, place) => [a, ring[(place + 1) % ring.length] ?? a] as const)
const twiceArea = (ring: readonly LonLat[]) => sidesOf(ring).reduce((sum, [[ax, ay], [bx, by]]) => sum + (ax - (ring[0]?.[0] ?? 0)) * (by - ay) - (ay - (ring[0]?.[1] ?? 0)) * (bx - ax), 0)
const side = ([ax, ay]: LonLat, [bx, by]: LonLat, [x, y]: LonLat) => Math.sign((bx - ax) * (y - ay) - (by - ay) * (x - ax))
const between = (a: LonLat, b: LonLat, [x, y]: LonLat) => Math.min(a[0], b[0]) <= x && x <= Math.max(a[0], b[0]) && Math.min(a[1], b[1]) <= y && y <= Math.max(a[1], b[1])

/** Whether two sides that are not neighbours meet, or two neighbours lie on each other. */
function crossesItself(ring: readonly LonLat[]): boolean {
  const sides = sidesOf(ring)
  return sides.some(([a, b], place) => {
    const next = sides[(place + 1) % sides.length]
    if (next && side(a, b, next[1]) === 0 && !between(a, next[1], b)) return true
    return sides.slice(place + 2).some(([c, d], behind) => !(place === 0 && behind + place + 2 === sides.length - 1) && meet(a, b, c, d))
  })
}

function meet(a: LonLat, b: LonLat, c: LonLat, d: LonLat): boolean {
  const [ac, ad, ca, cb] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)]
  if (ac * ad < 0 && ca * cb < 0) return true
  return (ac === 0 && between(a, b, c)) || (ad === 0 && between(a, b, d)) || (ca === 0 && between(c, d, a)) || (cb === 0 && between(c, d, b))
}
