/**
 * Decides which part of an area pack a small map needs. Plain degrees and metres; knows no map library.
 */
import type { AreaPack, LonLat, PackCell, PackSegment } from '@/domain/geography'
import { lastOf } from '@/domain/last'
import { METRES_PER_DEGREE, metresBetween, metresToLine } from '@/ui/map/measure'

export interface Surroundings {
  segments: PackSegment[]
  cells: PackCell[]
}

/** Segments and cells whose bounding box comes within `radius_m` of the point, and the segments named, wherever they lie. */
export function surroundings(pack: AreaPack, point: LonLat, radius_m: number, named: string[] = []): Surroundings {
  const reach = (line: LonLat[]) => touches(line, point, radius_m)
  return {
    segments: pack.segments.filter((segment) => named.includes(segment.code) || reach(segment.line)),
    cells: pack.cells.filter((cell) => reach(cell.polygon[0] ?? [])),
  }
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
  return lastOf(byDistance(line, point).filter(inView)) ?? null
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
