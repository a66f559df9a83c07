/**
 * Turns the runs of a phone's numbers into the cells of a strip: short runs number by number, long quiet ones as one
 * cell. Knows no looks and no words.
 */
import type { NumberRun } from '@/domain/devices'

/** As many numbers of one run have a cell each; a day's work of one phone is about twice that. */
const SINGLE = 12
/** Five rows of the panel. */
const CELLS = 60

export type Cell = NumberRun

/** The latest cells, and how many numbers lie before them. */
export function cellsOf(runs: readonly NumberRun[]): { cells: Cell[]; before: number } {
  const all = runs.flatMap(split)
  const cells = all.slice(-CELLS)
  return { cells, before: (cells[0]?.from ?? 1) - 1 }
}

/** Closed ranges as people write them: `43、44` is two runs, `56–60` one. */
export function textOf(runs: readonly { from: number; to: number }[]): string[] {
  return runs.map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`))
}

function split({ state, from, to }: NumberRun): Cell[] {
  if (to - from + 1 > SINGLE) return [{ state, from, to }]
  return Array.from({ length: to - from + 1 }, (_, i) => ({ state, from: from + i, to: from + i }))
}
