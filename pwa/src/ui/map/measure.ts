/** Decides lengths on a map of one city. Plain degrees and metres. */
import type { LonLat } from '@/domain/geography'

/** Metres of one degree of latitude (mean meridian arc, IUGG). */
export const METRES_PER_DEGREE = 111_195

/** Metres between two points of one city on a plane touching the earth there; errs below 0.1 % within 10 km. */
export function metresBetween(a: LonLat, b: LonLat): number {
  const east = (b[0] - a[0]) * Math.cos((((a[1] + b[1]) / 2) * Math.PI) / 180)
  return Math.hypot(east, b[1] - a[1]) * METRES_PER_DEGREE
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
