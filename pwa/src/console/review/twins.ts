/**
 * Decides which reports and cases may be the same thing as a report: same category, close by, nearest first.
 * Knows views and distances; must not know how they were fetched.
 */
import type { LonLat } from '@/domain/geography'
import type { CaseView, ReportView } from '@/domain/views'
import { metresBetween } from '@/ui/map/measure'

import { pointOf } from '../map/pointOf'

/** Two people who report one thing stand on the same frontage; beyond this it is another place. */
export const TWIN_RADIUS_M = 100
/** Obviously the same thing: within the error of two fixes on one frontage, on one day. */
const OBVIOUS_M = 15
const OBVIOUS_MS = 24 * 3600 * 1000
const OPEN_STATES_END = ['closed', 'voided']

export interface Twin {
  /** The report a duplicate names, also for a case: the one it was opened from. */
  report_id: string
  case_no: string | null
  state: string | null
  /** A case that is over takes no duplicates. */
  over: boolean
  at: string
  metres: number | null
  /** The server itself suspects this one. */
  suspected: boolean
}

export function twinOfCase(one: CaseView, from: LonLat | null): Twin {
  return {
    report_id: one.report_id,
    case_no: one.case_no,
    state: one.state,
    over: OPEN_STATES_END.includes(one.state),
    at: one.opened_at,
    metres: metres(from, pointOf(one.position)),
    suspected: false,
  }
}

export function twinOfReport(one: ReportView, from: LonLat | null): Twin {
  return {
    report_id: one.id,
    case_no: one.case_no,
    state: one.status,
    over: false,
    at: one.captured_at ?? one.received_at,
    metres: metres(from, pointOf(one.position)),
    suspected: false,
  }
}

/** What can take it in first, the suspected one before all; then by distance. */
export function inOrder(twins: readonly Twin[]): Twin[] {
  const rank = (twin: Twin) => Number(!twin.suspected) + 2 * Number(twin.over)
  return [...twins].sort((one, other) => rank(one) - rank(other) || (one.metres ?? 0) - (other.metres ?? 0))
}

/** What comes of joining it: one more piece of evidence of an open case, or of what is still waiting; none of what is over. */
export function joining(twin: Pick<Twin, 'case_no' | 'over'>): 'supplement' | 'merge' | 'over' {
  return twin.over ? 'over' : twin.case_no === null ? 'merge' : 'supplement'
}

/** What a person is offered of what is at hand: the suspected one first, then by distance; each thing once, the case rather than its report. */
export function rankTwins(report: ReportView, found: Twin[]): Twin[] {
  const near = found
    .map((twin) => ({ ...twin, suspected: twin.report_id === report.similar_to }))
    .filter((twin) => twin.report_id !== report.id)
    .filter((twin) => twin.suspected || (twin.metres !== null && twin.metres <= TWIN_RADIUS_M))
    .sort((a, b) => Number(b.case_no !== null) - Number(a.case_no !== null))
  const once = near.filter((twin, place) => near.findIndex((other) => other.report_id === twin.report_id) === place)
  return once.sort((a, b) => Number(b.suspected) - Number(a.suspected) || (a.metres ?? 0) - (b.metres ?? 0))
}

/** Pending reports that obviously say the same as `report`: same category and place on one day, or so the server suspects. */
export function obviousDuplicates(report: ReportView, pending: readonly ReportView[]): ReportView[] {
  const here = pointOf(report.position)
  const at = momentOf(report)
  return pending.filter((other) => {
    if (other.id === report.id || other.category !== report.category) return false
    if (other.similar_to === report.id || report.similar_to === other.id) return true
    const apart = metres(here, pointOf(other.position))
    return apart !== null && apart <= OBVIOUS_M && Math.abs(momentOf(other) - at) <= OBVIOUS_MS
  })
}

function momentOf(report: ReportView): number {
  return Date.parse(report.captured_at ?? report.received_at)
}

function metres(from: LonLat | null, to: LonLat | null): number | null {
  return from && to ? metresBetween(from, to) : null
}
