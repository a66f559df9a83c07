/**
 * Decides what may be called inside: the phone's copy of app/areas/placement.py. Lengths are whole millimetres and
 * shares are counts of the fixed points, so that phone and server cannot differ by a rounding.
 */
import type { Candidate, PlacementStatus } from './geography'

export const ASSUMED_ACCURACY_M = 30.0
export const SNAP_M = 30.0
/** Radius limit of the disc of possible true places, and how far `nearest` looks. */
export const DISC_M = 200.0
const COARSEST_M = 10_000_000.0
const AMBIGUOUS_PERCENT = 30
const CLOSE_AMBIGUOUS_PERCENT = 25
const CANDIDATE_PERCENT = 5
const MOST_CANDIDATES = 5
/** Distances that differ by this much are equal. */
export const TIE_MM = 1
/** A compass decides only between roads whose directions differ by more. */
export const HEADING_APART_DEG = 30

/** Every threshold by the name it has on the server; the reasons are there (app/areas/placement.py). */
export const SETTINGS = {
  ASSUMED_ACCURACY_M,
  SNAP_M,
  DISC_M,
  COARSEST_M,
  AMBIGUOUS_PERCENT,
  CLOSE_AMBIGUOUS_PERCENT,
  CANDIDATE_PERCENT,
  MOST_CANDIDATES,
  TIE_MM,
  HEADING_APART_DEG,
} as const

/** A row of a layer that may own the place: distance in mm, and at how many fixed points it ranks first. */
export interface Contender {
  row: number
  mm: number
  hits: number
}

/** What one layer says; without a winner there are no contenders. `points` is the denominator of the shares. */
export interface LayerAnswer {
  status: PlacementStatus
  winner: number | null
  mm: number
  contenders: Contender[]
  points: number
  decided?: 'own' | 'heading' | null
}

export const NOBODY: LayerAnswer = { status: 'outside', winner: null, mm: 0, contenders: [], points: 0 }

/** The accuracy to reckon with and the flags it earns: none, negative or not finite counts as missing. */
export function usableAccuracy(accuracyM: number | null | undefined): { accuracy: number; flags: string[] } {
  if (accuracyM === null || accuracyM === undefined || !(accuracyM >= 0.0 && accuracyM < Infinity)) {
    return { accuracy: ASSUMED_ACCURACY_M, flags: ['accuracy-missing'] }
  }
  return { accuracy: Math.min(accuracyM, COARSEST_M), flags: [] }
}

/** `marginMm` is how much farther the second is (null without one); `rivalHits` the most hits among the others. */
export function layerStatus(marginMm: number | null, accuracyMm: number, rivalHits: number, points: number): PlacementStatus {
  if (rivalHits > 0 && rivalHits * 100 >= points * AMBIGUOUS_PERCENT) return 'ambiguous'
  if (marginMm === null || marginMm > accuracyMm) return 'inside'
  return rivalHits > 0 && rivalHits * 100 >= points * CLOSE_AMBIGUOUS_PERCENT ? 'ambiguous' : 'near-edge'
}

const WORSE: Record<PlacementStatus, number> = { inside: 0, 'near-edge': 1, ambiguous: 2, outside: 3 }

/** The worse of both layers; a layer without an answer is left out. */
export function wholeStatus(segment: PlacementStatus, cell: PlacementStatus): PlacementStatus {
  if (segment === 'outside') return cell
  if (cell === 'outside') return segment
  return WORSE[segment] >= WORSE[cell] ? segment : cell
}

/** At most five contenders with a share of 5 % or more, the largest share first. */
export function candidatesOf(
  kind: Candidate['kind'],
  layer: LayerAnswer,
  name: (row: number) => { code: string; name: string | null },
): Candidate[] {
  return layer.contenders
    .filter((one) => one.hits * 100 >= layer.points * CANDIDATE_PERCENT)
    .sort((a, b) => b.hits - a.hits || a.mm - b.mm || a.row - b.row)
    .slice(0, MOST_CANDIDATES)
    .map((one) => ({ kind, ...name(one.row), distance_m: one.mm / 1000.0, share: one.hits / layer.points }))
}

/** Both kinds in one list: by share descending, then distance, then code. */
export function inOrder(candidates: Candidate[]): Candidate[] {
  return candidates.sort(
    (a, b) => b.share - a.share || (a.distance_m ?? 0) - (b.distance_m ?? 0) || compareCodes(a.code, b.code),
  )
}

/** Code order as the server's: by code points, not by language. */
export function compareCodes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
