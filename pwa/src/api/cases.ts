/** Reading cases, moving them on, and keeping them beyond their time. */
import type { MoveOrder } from '@/domain/case-work'
import type { Page } from '@/domain/views'

import type { Http } from './http'
import { queryOf } from './query'

export interface CasesApi<Case> {
  /** `filter` may hold any field the server filters by, beside `cursor` and `limit`. */
  list(filter?: Record<string, string | number | undefined>): Promise<Page<Case>>
  get(caseNo: string): Promise<Case>
  /** Puts a case under seal, so that no retention rule touches it, or releases it. */
  hold(caseNo: string, held: boolean, reason: string): Promise<Case>
  /** `rev` is sent as If-Match. Rejects with `stale` (412), `illegal-move` (409) or `not-allowed` (403). */
  move(caseNo: string, order: MoveOrder, rev: number): Promise<Case>
}

/** `Case` is the caller's view of a case: the console shows more of it than a unit does. */
export function createCasesApi<Case>(http: Http): CasesApi<Case> {
  return {
    list: async (filter = {}) => (await http.json({ method: 'GET', path: `/cases${queryOf(filter)}` })) as Page<Case>,
    get: async (caseNo) => (await http.json({ method: 'GET', path: `/cases/${encodeURIComponent(caseNo)}` })) as Case,
    hold: async (caseNo, held, reason) => {
      const path = `/cases/${encodeURIComponent(caseNo)}/${held ? 'hold' : 'release'}`
      return (await http.json({ method: 'POST', path, json: { reason } })) as Case
    },
    move: async (caseNo, order, rev) => {
      const path = `/cases/${encodeURIComponent(caseNo)}/moves`
      return (await http.json({ method: 'POST', path, json: order, headers: { 'If-Match': `"${rev}"` } })) as Case
    },
  }
}
