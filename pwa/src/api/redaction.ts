/** What is hidden on photos, and the numbers that are masked. */
import type { Box, ListedPicture, RedactionState, RedactionView, UnmaskedReport } from '@/domain/redaction'
import type { Page } from '@/domain/views'

import { BASE, type Http } from './http'
import { queryOf } from './query'

export interface RedactionApi {
  /** Pictures nobody has decided about; with `case_no` all of a case. */
  list(filter: { case_no?: string; cursor?: string; limit?: number }): Promise<Page<ListedPicture>>
  read(sha256: string): Promise<RedactionView>
  /** Rejects with `stale` when somebody was faster than `rev`. */
  decide(sha256: string, rev: number, state: RedactionState, boxes: Box[]): Promise<RedactionView>
  /** Every look is logged. */
  unmasked(reportId: string): Promise<UnmaskedReport>
  /** The reasons in a case's timeline, null for entries without one. Every look is logged. */
  unmaskedReasons(caseNo: string): Promise<(string | null)[]>
}

export function createRedactionApi(http: Http): RedactionApi {
  const path = (sha256: string) => `/photos/${sha256}/redaction`
  return {
    list: async (filter) => (await http.json({ method: 'GET', path: `/redactions${queryOf(filter)}` })) as Page<ListedPicture>,
    read: async (sha256) => (await http.json({ method: 'GET', path: path(sha256) })) as RedactionView,
    decide: async (sha256, rev, state, boxes) => {
      const headers = { 'If-Match': `"${rev}"` }
      return (await http.json({ method: 'PUT', path: path(sha256), headers, json: { state, boxes } })) as RedactionView
    },
    unmaskedReasons: async (caseNo) => {
      const told = await http.json({ method: 'GET', path: `/cases/${encodeURIComponent(caseNo)}/unmasked` })
      return (told as { reasons: (string | null)[] }).reasons
    },
    unmasked: async (reportId) => (await http.json({ method: 'GET', path: `/reports/${reportId}/unmasked` })) as UnmaskedReport,
  }
}

/** The picture as outsiders see it; `rev` makes the browser ask again when boxes have changed. */
export function publicUrl(sha256: string, rev: number): string {
  return `${BASE}/photos/${sha256}/public?size=screen&rev=${rev}`
}

/** Where the packet of a case for readers outside is fetched. */
export function outsidePacketPath(caseNo: string): string {
  return `/cases/${encodeURIComponent(caseNo)}/packet?for=outside`
}
