/** Metres along a road's line: where a place is abreast of it, and back again. Pure. */
import type { LonLat } from '@/domain/geography'
import { lastOf } from '@/domain/last'
import { planeAt, type Plane } from '@/domain/plane'

/** The plane of the pack that the line came with: its metres are the server's. */
export const planeOf = ([lon, lat]: LonLat): Plane => planeAt(lon, lat)

export function lengthOf(line: readonly LonLat[], plane: Plane): number {
  return piecesOf(line, plane).reduce((sum, { metres }) => sum + metres, 0)
}

/** How far along the line a place is, by its nearest point. */
export function metresAt(line: readonly LonLat[], place: LonLat, plane: Plane): number {
  const [x, y] = plane.forward(...place)
  let best = { away: Infinity, along: 0 }
  let before = 0
  for (const { from, to, metres } of piecesOf(line, plane)) {
    const share = metres > 0 ? Math.min(1, Math.max(0, ((x - from[0]) * (to[0] - from[0]) + (y - from[1]) * (to[1] - from[1])) / metres ** 2)) : 0
    const away = Math.hypot(x - from[0] - share * (to[0] - from[0]), y - from[1] - share * (to[1] - from[1]))
    if (away < best.away) best = { away, along: before + share * metres }
    before += metres
  }
  return Math.round(best.along * 10) / 10
}

/** The place so many metres along the line; its nearest end where the line is shorter. */
export function placeAt(line: readonly LonLat[], metres: number, plane: Plane): LonLat {
  let left = Math.max(0, metres)
  for (const [i, piece] of piecesOf(line, plane).entries()) {
    const [from, to] = [line[i] as LonLat, line[i + 1] as LonLat]
    if (left <= piece.metres && piece.metres > 0) return between(from, to, left / piece.metres)
    left -= piece.metres
  }
  return lastOf(line) as LonLat
}

/** The part of the line between two of its metres. */
export function partOf(line: readonly LonLat[], from_m: number, to_m: number, plane: Plane): LonLat[] {
  const [first, last] = from_m < to_m ? [from_m, to_m] : [to_m, from_m]
  let along = 0
  const corners = piecesOf(line, plane).flatMap(({ metres }, i) => {
    along += metres
    return along > first && along < last ? [line[i + 1] as LonLat] : []
  })
  return [placeAt(line, first, plane), ...corners, placeAt(line, last, plane)]
}

interface Piece {
  from: readonly [number, number]
  to: readonly [number, number]
  metres: number
}

function piecesOf(line: readonly LonLat[], plane: Plane): Piece[] {
  const flat = line.map(([lon, lat]) => plane.forward(lon, lat))
  return flat.slice(1).map((to, i) => {
    const from = flat[i] as [number, number]
    return { from, to, metres: Math.hypot(to[0] - from[0], to[1] - from[1]) }
  })
}

const between = (a: LonLat, b: LonLat, share: number): LonLat => [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]
