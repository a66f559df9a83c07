/**
 * Decides in one word what a screen can say about a place. Must not know texts.
 */
import type { Candidate, Placement } from '@/domain/geography'
import type { WatchState } from './positionWatch'

export type PlaceState =
  | 'locating'
  | 'blocked'
  | 'unavailable'
  /** There is a position, but no area pack on this phone yet. */
  | 'no-pack'
  | 'found'
  | 'near-edge'
  | 'ambiguous'
  | 'outside'

/** `placement` is null without a pack; it is only looked at when there is a position. */
export function placeState(position: { state: WatchState; known: boolean }, placement: Placement | null): PlaceState {
  if (!position.known) return position.state === 'found' ? 'locating' : position.state
  if (placement === null) return 'no-pack'
  if (placement.segment === null) return 'outside'
  const status = placement.segment_status ?? placement.status
  return status === 'inside' ? 'found' : status
}

/** Segments a person may choose between, likeliest first; empty unless the segment is open. */
export function segmentsToChoose(placement: Placement | null): Candidate[] {
  if (placement?.segment_status !== 'ambiguous') return []
  return placement.candidates.filter((candidate) => candidate.kind === 'segment')
}

/** The last six digits of a cell code: people of one district say no more than that. */
export function shortCell(code: string): string {
  return code.slice(-6)
}
