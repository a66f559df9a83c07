/** What was lost on this phone, as a screen tells it. */

export interface LossLine {
  seq: number
  captured_at: string | null
  category: string | null
  category_names: [zh: string, en: string] | null
  segment: string | null
  /** Pictures it had, null when not known. */
  photos: number | null
  /** Its text came back from the second copy. */
  recovered: boolean
}

/** Reports this phone counted and no longer finds. */
export interface Loss {
  /** When they were last counted, milliseconds since 1970. */
  last_seen_at: number
  /** Reports that were unsent when last counted. */
  expected: number
  found: number
  /** Of the missing ones, how many came back without their photos. */
  recovered: number
  /** Reports the server had confirmed by then. */
  delivered: number
  /** Drafts that came back with fewer pictures than they had. */
  drafts: number
  /** Numbers of the missing reports in this device's chain. */
  seqs: number[]
  /** In the order in which they were taken. */
  lines: LossLine[]
}

/** Two losses one after the other, before anybody has read the first. */
export function joinLosses(before: Loss | null, next: Loss | null): Loss | null {
  if (before === null || next === null) return next ?? before
  return {
    last_seen_at: next.last_seen_at,
    expected: before.expected + next.expected,
    found: before.found + next.found,
    recovered: before.recovered + next.recovered,
    delivered: next.delivered,
    drafts: before.drafts + next.drafts,
    seqs: [...before.seqs, ...next.seqs],
    lines: [...before.lines, ...next.lines],
  }
}
