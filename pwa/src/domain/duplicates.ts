/**
 * Decides which open cases may be the very thing that is being reported: same small category, within so many metres on the
 * plane and so many days. The server decides the same way (`tests/contract/duplicate_vectors.json`). Pure; a hint, never a
 * reason not to save.
 */
import { planeAt } from './plane'
import type { PackCategory } from './geography'

/** An open case as the short list of `GET /api/v1/cases/around` names it. */
export interface NearbyCase {
  case_no: string
  state: string
  /** Slug. */
  category: string
  lon: number
  lat: number
  /** When it was seen on the street, ISO. */
  happened_at: string
  segment_name?: string | null
  /** Hash of a picture to show; null where there is none. */
  photo?: string | null
}

export interface DuplicateRule {
  radius_m: number
  days: number
}

/** Where and when something is being reported, WGS-84 degrees and milliseconds since 1970. */
export interface Finding {
  category: string
  lon: number
  lat: number
  at: number
}

export interface Suspect {
  case: NearbyCase
  metres: number
}

const DAY_MS = 86_400_000

/** What the catalogue of the pack says for this category; null from one that looks for none. */
export function ruleOf(category: PackCategory | undefined): DuplicateRule | null {
  const [radius_m, days] = [Number(category?.duplicate_radius_m), Number(category?.duplicate_days)]
  return radius_m > 0 && days > 0 ? { radius_m, days } : null
}

/** Nearest first, then the earlier number. */
export function suspectsOf(finding: Finding, cases: readonly NearbyCase[], rule: DuplicateRule): Suspect[] {
  const plane = planeAt(finding.lon, finding.lat)
  const suspects = cases.flatMap((one): Suspect[] => {
    if (one.category !== finding.category || !plane.reaches(one.lon, one.lat)) return []
    if (Math.abs(finding.at - Date.parse(one.happened_at)) > rule.days * DAY_MS) return []
    const metres = Math.hypot(...plane.forward(one.lon, one.lat))
    return metres <= rule.radius_m ? [{ case: one, metres }] : []
  })
  return suspects.sort((a, b) => a.metres - b.metres || a.case.case_no.localeCompare(b.case.case_no))
}
