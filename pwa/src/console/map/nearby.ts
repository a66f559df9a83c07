/**
 * Decides which part of an area pack a small map needs. Plain degrees and metres; knows no map library.
 */
import type { AreaPack, LonLat, PackCell, PackSegment } from '@/domain/geography'

/** Metres of one degree of latitude (mean meridian arc, IUGG). */
const METRES_PER_DEGREE = 111_195

export interface Surroundings {
  segments: PackSegment[]
  cells: PackCell[]
}

/** Metres between two points of one city on a plane touching the earth there; errs below 0.1 % within 10 km. */
export function metresBetween(a: LonLat, b: LonLat): number {
  const east = (b[0] - a[0]) * Math.cos((((a[1] + b[1]) / 2) * Math.PI) / 180)
  return Math.hypot(east, b[1] - a[1]) * METRES_PER_DEGREE
}

/** Segments and cells whose bounding box comes within `radius_m` of the point, and the segments named, wherever they lie. */
export function surroundings(pack: AreaPack, point: LonLat, radius_m: number, named: string[] = []): Surroundings {
  const reach = (line: LonLat[]) => touches(line, point, radius_m)
  return {
    segments: pack.segments.filter((segment) => named.includes(segment.code) || reach(segment.line)),
    cells: pack.cells.filter((cell) => reach(cell.polygon[0] ?? [])),
  }
}

/** Metres from the point to the nearest part of a line; infinite for a line without points. */
export function metresToLine(point: LonLat, line: LonLat[]): number {
  const [scaleX, scaleY] = [METRES_PER_DEGREE * Math.cos((point[1] * Math.PI) / 180), METRES_PER_DEGREE]
  const flat = line.map(([lon, lat]) => [(lon - point[0]) * scaleX, (lat - point[1]) * scaleY] as const)
  if (flat.length === 1 && flat[0]) return Math.hypot(...flat[0])
  return flat.slice(1).reduce((least, to, i) => Math.min(least, fromOrigin(flat[i] ?? to, to)), Infinity)
}

type Flat = readonly [number, number]

function fromOrigin(a: Flat, b: Flat): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
  const length2 = dx * dx + dy * dy
  const along = length2 === 0 ? 0 : Math.min(1, Math.max(0, -(a[0] * dx + a[1] * dy) / length2))
  return Math.hypot(a[0] + along * dx, a[1] + along * dy)
}

function touches(line: LonLat[], [lon, lat]: LonLat, radius_m: number): boolean {
  const dLat = radius_m / METRES_PER_DEGREE
  const dLon = dLat / Math.cos((lat * Math.PI) / 180)
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity]
  for (const [x, y] of line) {
    west = Math.min(west, x)
    east = Math.max(east, x)
    south = Math.min(south, y)
    north = Math.max(north, y)
  }
  return west <= lon + dLon && east >= lon - dLon && south <= lat + dLat && north >= lat - dLat
}

/** Segments a person may mean by these words, nearest first. Without words: those around the point. */
export function findSegments(pack: AreaPack, words: string, point: LonLat | null, limit: number): FoundSegment[] {
  const wanted = words.trim().toLowerCase().split(/\s+/).filter(Boolean)
  return pack.segments
    .filter(({ name, code }) => wanted.every((word) => `${name} ${code}`.toLowerCase().includes(word)))
    .map(({ name, code, line }) => ({ name, code, distance_m: point ? metresToLine(point, line) : null }))
    .sort((a, b) => (a.distance_m ?? 0) - (b.distance_m ?? 0) || a.code.localeCompare(b.code))
    .slice(0, limit)
}

export interface FoundSegment {
  name: string
  code: string
  distance_m: number | null
}

/** Where a road's name is written: on the line, in view, as far from the reported point as that allows. */
export function labelSpot(line: LonLat[], point: LonLat, inView: (place: LonLat) => boolean): LonLat | null {
  return byDistance(line, point).filter(inView).at(-1) ?? null
}

/** The place on a line next to a point, to about two metres; null for a line without points. */
export function nearestSpot(line: LonLat[], point: LonLat): LonLat | null {
  return byDistance(line, point)[0] ?? null
}

function byDistance(line: LonLat[], point: LonLat): LonLat[] {
  const spots = line.slice(1).flatMap((to, i) => between(line[i] ?? to, to))
  return spots.sort((a, b) => metresBetween(a, point) - metresBetween(b, point))
}

/** Points on a stretch, close enough together that one lies in any view. */
function between(a: LonLat, b: LonLat): LonLat[] {
  const steps = Math.max(1, Math.ceil(metresBetween(a, b) / 5))
  return Array.from({ length: steps + 1 }, (_, i) => [a[0] + ((b[0] - a[0]) * i) / steps, a[1] + ((b[1] - a[1]) * i) / steps])
}
