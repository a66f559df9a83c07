/** Reading cases. */
import type { Page } from '@/domain/views'

import type { Http } from './http'
import { queryOf } from './query'

export interface CasesApi<Case> {
  /** `filter` may hold any field the server filters by, beside `cursor` and `limit`. */
  list(filter?: Record<string, string | number | undefined>): Promise<Page<Case>>
  get(caseNo: string): Promise<Case>
}

/** `Case` is the caller's view of a case: the console shows more of it than a unit does. */
export function createCasesApi<Case>(http: Http): CasesApi<Case> {
  return {
    list: async (filter = {}) => (await http.json({ method: 'GET', path: `/cases${queryOf(filter)}` })) as Page<Case>,
    get: async (caseNo) => (await http.json({ method: 'GET', path: `/cases/${encodeURIComponent(caseNo)}` })) as Case,
  }
}
