/** Reading reports and judging them. */
import type { VerdictWord } from '@/domain/report'
import type { Page, ReportView } from '@/domain/views'

import type { Http } from './http'
import { queryOf } from './query'

export interface VerdictIn {
  verdict: VerdictWord
  reason?: string | null
  duplicate_of?: string | null
  segment_choice?: string | null
}

export interface ReportsApi {
  /** A patrol sees their own, a supervisor their scope. */
  list(filter?: { cursor?: string; limit?: number; status?: string }): Promise<Page<ReportView>>
  get(id: string): Promise<ReportView>
  /** `rev` is sent as If-Match. Rejects with `stale` (409 judged already, 412 changed meanwhile). */
  judge(id: string, verdict: VerdictIn, rev?: number): Promise<ReportView>
  /** Takes one's own verdict back within 30 s. */
  undo(id: string): Promise<ReportView>
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
    undo: async (id) => (await http.json({ method: 'DELETE', path: `${at(id)}/verdict` })) as ReportView,
  }
}
