/**
 * Decides which open cases may be the very thing that is being reported: same small category, within so many metres and so
 * many days. Measured as the server measures (`app/cases/near.py`, `tests/contract/duplicate_vectors.json`). Pure; a hint,
 * never a reason not to save.
 */
import type { PackCategory } from './geography'

/** An open case as the short list of `GET /api/v1/cases/around` names it; WGS-84 degrees. */
export interface NearbyCase {
  case_no: string
  state: string
  /** Slug. */
  category: string | null
  lon: number
  lat: number
  /** When it was opened, ISO. */
  since: string
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
  /** Hash of a picture of it that this person may see; null where this phone knows none. */
  picture?: string | null
}

const DAY_MS = 86_400_000
/** Of latitude, on a sphere of 6,371 km. */
const METRES_PER_DEGREE = 111_195

/** What the catalogue of the pack says for this category; null from one that looks for none. */
export function ruleOf(category: PackCategory | undefined): DuplicateRule | null {
  const [radius_m, days] = [Number(category?.duplicate_radius_m), Number(category?.duplicate_days)]
  return radius_m > 0 && days > 0 ? { radius_m, days } : null
}

/** Between two places that are near each other. */
export function metresApart(lon: number, lat: number, otherLon: number, otherLat: number): number {
  const shrink = Math.max(Math.cos((lat * Math.PI) / 180), 0.01)
  return Math.hypot((otherLat - lat) * METRES_PER_DEGREE, (otherLon - lon) * METRES_PER_DEGREE * shrink)
}

/** Nearest first, then the earlier number. */
export function suspectsOf(finding: Finding, cases: readonly NearbyCase[], rule: DuplicateRule): Suspect[] {
  const suspects = cases.flatMap((one): Suspect[] => {
    if (one.category !== finding.category || Math.abs(finding.at - Date.parse(one.since)) > rule.days * DAY_MS) return []
    const metres = metresApart(finding.lon, finding.lat, one.lon, one.lat)
    return metres <= rule.radius_m ? [{ case: one, metres }] : []
  })
  return suspects.sort((a, b) => a.metres - b.metres || a.case.case_no.localeCompare(b.case.case_no))
}
