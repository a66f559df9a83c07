/**
 * Decides which of several equally near segments wins: a person's own, then the one their course runs along. The
 * phone's copy of app/areas/ties.py.
 */
import type { SegmentRows } from './placement-index'
import { HEADING_APART_DEG, TIE_MM } from './placement-rules'
import { nearestPieces } from './placement-sides'
import { STRIDE } from './plane-shapes'

/** Who asks: codes of their own segments, and their course in degrees east of north. */
export interface Asker {
  own: ReadonlySet<string>
  headingDeg: number | null
}

/** The winning row of ranked ones, best first, and what decided; null when the measure or the lower code did. */
export function breakTie(
  ranked: readonly { row: number; key: number }[],
  { own, headingDeg }: Asker,
  rows: SegmentRows,
  x: number,
  y: number,
): { row: number; decided: 'own' | 'heading' | null } {
  const best = (ranked[0] as { key: number }).key
  let tied = ranked.filter((one) => one.key - best <= TIE_MM).map((one) => one.row)
  let decided: 'own' | 'heading' | null = null
  const mine = tied.filter((row) => own.has(rows.codes[row] as string))
  if (mine.length > 0 && mine.length < tied.length) [tied, decided] = [mine, 'own']
  if (tied.length > 1 && headingDeg !== null && Number.isFinite(headingDeg)) {
    const angles = tied.map((row) => angleOf(rows, row, x, y, headingDeg))
    const most = Math.min(...angles) + HEADING_APART_DEG
    const along = tied.filter((_, at) => (angles[at] as number) <= most)
    if (along.length < tied.length) [tied, decided] = [along, 'heading']
  }
  return { row: tied[0] as number, decided }
}

/** Whole degrees, 0 to 90, between a course and the pieces of a line that are nearest to a place. */
function angleOf({ lines }: SegmentRows, row: number, x: number, y: number, headingDeg: number): number {
  const angles = nearestPieces(lines, row, x, y).map((piece) => {
    const dx = lines.numbers[piece * STRIDE + 2] as number
    const dy = lines.numbers[piece * STRIDE + 3] as number
    let apart = ((Math.atan2(dx, dy) * 180.0) / Math.PI - headingDeg) % 180.0
    if (apart < 0.0) apart += 180.0
    return Math.floor(Math.min(apart, 180.0 - apart) + 0.5)
  })
  return Math.min(...angles)
}
