/** Pledges at the desk: how many are signed, one with its sheet, filing, reminders, schemes. */
import type { Coverage, CoverageBy, FilingAnswer, PledgeView, Praised, Scheme, SchemeSaid, SignedFigures, VisitsAnswer } from '@/domain/pledge-ledger'
import type { Page } from '@/domain/views'

import { BASE, type Http } from './http'
import { queryOf } from './query'

export interface PledgeLedgerApi {
  coverage(by: CoverageBy): Promise<Coverage>
  /** All shops in sight: as of today, and what became of their pledges in a period. */
  figures(period: string): Promise<SignedFigures>
  /** Shops that agreed to be praised, in the order of streets and doors. */
  praise(query: Record<string, string | number>): Promise<Page<Praised>>
  get(id: string): Promise<PledgeView>
  /** What made sure that it was the merchant who signed. */
  confirm(id: string, how: 'paper' | 'phone'): Promise<PledgeView>
  /** Each is filed or refused by itself. */
  file(ids: string[]): Promise<FilingAnswer>
  terminate(id: string, reason: string): Promise<PledgeView>
  /** Asks those who patrol there to have these shops sign. */
  remind(shopIds: string[]): Promise<VisitsAnswer>
  schemes(): Promise<Scheme[]>
  /** The next version after the one that was read, null for the first of its code. Rejects with `stale` when somebody was faster. */
  putScheme(said: SchemeSaid, read: number | null): Promise<Scheme>
}

export const sheetUrl = (id: string) => `${BASE}/pledges/${encodeURIComponent(id)}/sheet`

const BATCH_MS = 60_000

export function createPledgeLedgerApi(http: Http): PledgeLedgerApi {
  const at = (id: string, what = '') => `/pledges/${encodeURIComponent(id)}${what}`
  const read = (path: string) => http.json({ method: 'GET', path })
  const tell = (path: string, json: object) => http.json({ method: 'POST', path, json, timeoutMs: BATCH_MS })
  return {
    coverage: async (by) => (await read(`/pledges/coverage${queryOf({ by })}`)) as Coverage,
    figures: async (period) => (await read(`/pledges/figures${queryOf({ period })}`)) as SignedFigures,
    praise: async (query) => (await read(`/pledges/praise${queryOf(query)}`)) as Page<Praised>,
    get: async (id) => (await read(at(id))) as PledgeView,
    confirm: async (id, how) => (await tell(at(id, '/confirmation'), { how })) as PledgeView,
    file: async (ids) => (await tell('/pledges/filing', { ids })) as FilingAnswer,
    terminate: async (id, reason) => (await tell(at(id, '/termination'), { reason })) as PledgeView,
    remind: async (shopIds) => (await tell('/pledges/reminders', { shop_ids: shopIds })) as VisitsAnswer,
    schemes: async () => ((await read('/pledge-schemes')) as { items: Scheme[] }).items,
    async putScheme(said, read) {
      const headers: Record<string, string> = read === null ? {} : { 'If-Match': `"${read}"` }
      return (await http.json({ method: 'POST', path: '/pledge-schemes', json: said, headers })) as Scheme
    },
  }
}
