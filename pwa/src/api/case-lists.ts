/** Counting lists of cases and keeping what they are narrowed to. */
import type { SuspendedView } from '@/domain/views'

import type { Http } from './http'
import { queryOf } from './query'

/** Exact up to what the server counts; `more` beyond. */
export interface Count {
  count: number
  more: boolean
}

export interface CaseCountsView {
  all: Count
  states: Record<string, Count>
}

export interface SavedFilterView {
  id: string
  name: string
  query: Record<string, string>
  /** The role everybody of whom has it; null for one's own. */
  role: string | null
  own?: boolean
  rev: number
}

export interface CaseListsApi {
  /** Suspended cases, what has waited longest for a look first. */
  suspended(): Promise<SuspendedView[]>
  counts(filter: Record<string, string>): Promise<CaseCountsView>
  filters(): Promise<SavedFilterView[]>
  /** `rev` null keeps a new one under an id of the desk's own. */
  keep(id: string, name: string, query: Record<string, string>, rev: number | null): Promise<SavedFilterView>
  drop(id: string, rev: number): Promise<void>
}

export function createCaseListsApi(http: Http): CaseListsApi {
  const at = (id: string) => `/saved-filters/${encodeURIComponent(id)}`
  const matching = (rev: number | null): Record<string, string> => (rev === null ? {} : { 'If-Match': `"${rev}"` })
  return {
    suspended: async () => ((await http.json({ method: 'GET', path: '/suspended' })) as { items: SuspendedView[] }).items,
    counts: async (filter) => (await http.json({ method: 'GET', path: `/cases/counts${queryOf(filter)}` })) as CaseCountsView,
    filters: async () => ((await http.json({ method: 'GET', path: '/saved-filters' })) as { items: SavedFilterView[] }).items,
    keep: async (id, name, query, rev) => (await http.json({ method: 'PUT', path: at(id), json: { name, query }, headers: matching(rev) })) as SavedFilterView,
    drop: async (id, rev) => void (await http.json({ method: 'DELETE', path: at(id), headers: matching(rev) })),
  }
}
