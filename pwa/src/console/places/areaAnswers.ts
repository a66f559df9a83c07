/** Decides what is said of a placement beside its segment and cell: by which areas, what broke a tie, what today's say. */
import type { CaseView, PlacementView, ReportView } from '@/domain/views'

/** A placement with what newer servers add to it. */
export interface Answer extends PlacementView {
  /** Name of the area version that answered. */
  version?: string
  /** What decided between two that are equally near. */
  decided_by?: string | null
  flags?: string[]
}

export type Placed = Pick<ReportView, 'flags'> & {
  author?: ReportView['author']
  placement: Answer | null
  /** What the areas in force say, where that differs. */
  placement_now?: Answer | null
}

/** A place as areas name it. */
export interface Spot {
  segment: { code: string; name: string | null } | null
  cell: { code: string } | null
  version?: string | null
}

/** Flags of a report that are about where it is. */
const OF_PLACE = ['position-missing', 'accuracy-missing', 'near-area-limit', 'choice-not-offered']
const CHOICE_ENDED = 'choice-ended'

/** The flags of its placement, with those of the whole report that are about the place. */
export function placeFlags({ flags, placement }: Placed, withReports: boolean): string[] {
  const told = [...(placement?.flags ?? []), ...(withReports ? flags : [])]
  return OF_PLACE.filter((flag) => told.includes(flag))
}

/** Who set the segment, and why, in a slug of the phone or in a reviewer's words; null where the measure did. */
export function choiceOf({ author, placement }: Placed): { by: 'author' | 'reviewer'; why: string | null } | null {
  if (!placement?.chosen_by) return null
  return { by: placement.chosen_by === author?.id ? 'author' : 'reviewer', why: placement.chosen_why ?? null }
}

/** Then and now, where they are not the same. */
export function thenAndNow({ placement, placement_now: now }: Placed): { then: Answer; now: Answer } | null {
  return placement && now ? { then: placement, now } : null
}

/** Whether a person chose a segment that the areas in force do not have. */
export const choiceEnded = (one: CaseView & { flags?: string[] }) => one.flags?.includes(CHOICE_ENDED) ?? false
