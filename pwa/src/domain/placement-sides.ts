/**
 * Decides on which side of a line a place lies: the phone's copy of app/areas/sides.py. Across the line from its side
 * a segment covers nothing and its distance counts twice.
 */
import { millimetres, type Pieces, squaredTo, STRIDE } from './plane-shapes'

/** Metres; pieces whose distances differ by less are equally near. */
const NEAREST_M = 1e-6

/** The pieces of a row that are nearest to a place; at a corner both that meet there. */
export function nearestPieces(pieces: Pieces, row: number, x: number, y: number): number[] {
  const far: number[] = []
  const start = pieces.first[row] as number
  const stop = pieces.first[row + 1] as number
  for (let piece = start; piece < stop; piece += 1) far.push(Math.sqrt(squaredTo(pieces, piece, x, y)))
  const least = far.reduce((a, b) => Math.min(a, b), Infinity) + NEAREST_M
  return far.flatMap((metres, at) => (metres <= least ? [start + at] : []))
}

/** Whether a place lies across the line from a row of one side; on the line it does not. */
export function isAcross(side: 1 | -1, pieces: Pieces, row: number, x: number, y: number): boolean {
  let aside = 0
  for (const piece of nearestPieces(pieces, row, x, y)) {
    const at = piece * STRIDE
    const [ax, ay, dx, dy, square] = pieces.numbers.subarray(at, at + STRIDE) as unknown as [number, number, number, number, number]
    const off = (dx * (y - ay) - dy * (x - ax)) / Math.sqrt(square)
    if (Math.abs(off) > Math.abs(aside)) aside = off
  }
  return millimetres(Math.abs(aside)) > 0 && Math.sign(aside) === -side
}
