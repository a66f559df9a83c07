/** Reading reports and judging them. */
import { Failure } from '@/domain/problem'
import type { VerdictWord } from '@/domain/report'
import type { Page, ReportView, Verifier } from '@/domain/views'

import type { Http } from './http'
import { queryOf } from './query'

export interface VerdictIn {
  verdict: VerdictWord
  reason?: string | null
  duplicate_of?: string | null
  segment_choice?: string | null
  person?: string | null
}

/** A report or case that may be the same thing; of a case `report_id` is the one it was opened with. */
export interface NearbyTwin {
  report_id: string
  case_no: string | null
  state: string
  over: boolean
  at: string
  metres: number
  suspected: boolean
}

/** The nearest first, those that are over last; and within how many metres and days was looked. */
export interface Nearby {
  items: NearbyTwin[]
  radius_m: number
  days: number
}

/** One verdict of several given at once; never an acceptance. */
export interface OrderIn extends VerdictIn {
  report_id: string
  rev: number
  verdict: 'reject' | 'duplicate'
}

/** What became of one of them: the report as judged, or why not, as if it had been asked alone. */
export interface Outcome {
  report_id: string
  report: ReportView | null
  failure: Failure | null
}

/** The server takes so many verdicts in one request. */
export const MOST_AT_ONCE = 50

interface OutcomeOut {
  report_id: string
  status: number
  report: ReportView | null
  problem: { type: string } | null
}

export interface ReportsApi {
  /** A patrol sees their own, a supervisor their scope. */
  list(filter?: { cursor?: string; limit?: number; status?: string }): Promise<Page<ReportView>>
  get(id: string): Promise<ReportView>
  /** `rev` is sent as If-Match. Rejects with `stale` (409 judged already, 412 changed meanwhile). */
  judge(id: string, verdict: VerdictIn, rev?: number): Promise<ReportView>
  /** Up to MOST_AT_ONCE; each is judged or refused by itself, told in the order asked. */
  judgeSeveral(orders: OrderIn[]): Promise<Outcome[]>
  /** Takes one's own verdict back within 30 s. */
  undo(id: string): Promise<ReportView>
  /** What may be the same thing, by the catalogue's metres and days. */
  nearby(id: string): Promise<Nearby>
  /** Who may verify it, the inspectors of the place first. */
  verifiers(id: string): Promise<Verifier[]>
}

export function createReportsApi(http: Http): ReportsApi {
  const at = (id: string) => `/reports/${encodeURIComponent(id)}`
  return {
    list: async (filter = {}) => (await http.json({ method: 'GET', path: `/reports${queryOf(filter)}` })) as Page<ReportView>,
    get: async (id) => (await http.json({ method: 'GET', path: at(id) })) as ReportView,
    judge: async (id, verdict, rev) =>
      (await http.json({
        method: 'POST',
        path: `${at(id)}/verdict`,
        json: verdict,
        headers: rev === undefined ? {} : { 'If-Match': `"${rev}"` },
      })) as ReportView,
    judgeSeveral: async (verdicts) => {
      const answer = await http.json({ method: 'POST', path: '/reports/verdicts', json: { verdicts } })
      return (answer as { outcomes: OutcomeOut[] }).outcomes.map(outcome)
    },
    nearby: async (id) => (await http.json({ method: 'GET', path: `${at(id)}/nearby` })) as Nearby,
    verifiers: async (id) => ((await http.json({ method: 'GET', path: `${at(id)}/verifiers` })) as { items: Verifier[] }).items,
    undo: async (id) => (await http.json({ method: 'DELETE', path: `${at(id)}/verdict` })) as ReportView,
  }
}

function outcome({ report_id, status, report, problem }: OutcomeOut): Outcome {
  const slug = problem?.type.replace('/problems/', '') ?? 'other'
  return { report_id, report, failure: report ? null : new Failure(slug, status) }
}
