/** Reading the log of what was done, and the signed roots of its days. */
import type { LogPage, LogRoot } from '@/domain/log'
import type { Page } from '@/domain/views'

import type { Http } from './http'
import { queryOf } from './query'

export interface LogApi {
  /** The newest first; `filter` may hold `object` (kind:id), `action` and `person` beside `cursor` and `limit`. */
  list(filter?: Record<string, string | number | undefined>): Promise<LogPage>
  roots(filter?: Record<string, string | number | undefined>): Promise<Page<LogRoot>>
}

export function createLogApi(http: Http): LogApi {
  return {
    list: async (filter = {}) => (await http.json({ method: 'GET', path: `/audit${queryOf(filter)}` })) as LogPage,
    roots: async (filter = {}) => (await http.json({ method: 'GET', path: `/audit/roots${queryOf(filter)}` })) as Page<LogRoot>,
  }
}
