/** The dispatch board, its rules, and giving several cases away at once. */
import type { BoardView, BulkItem, BulkOutcome, RulesBody, RuleSet, TrialView } from '@/domain/dispatch'

import type { Http } from './http'

export interface DispatchApi {
  board(): Promise<BoardView>
  rules(): Promise<RuleSet>
  /** What these rules would have done with last month's cases. */
  tryOut(body: RulesBody): Promise<TrialView>
  /** Rejects with `stale` when somebody saved other rules meanwhile. */
  save(body: RulesBody, version: number, reason: string): Promise<RuleSet>
  bulk(items: BulkItem[]): Promise<BulkOutcome[]>
}

export function createDispatchApi(http: Http): DispatchApi {
  return {
    board: async () => (await http.json({ method: 'GET', path: '/dispatch/board' })) as BoardView,
    rules: async () => (await http.json({ method: 'GET', path: '/dispatch/rules' })) as RuleSet,
    tryOut: async (body) => (await http.json({ method: 'POST', path: '/dispatch/rules/try', json: body, timeoutMs: 60_000 })) as TrialView,
    save: async (body, version, reason) =>
      (await http.json({ method: 'PUT', path: '/dispatch/rules', json: { ...body, reason }, headers: { 'If-Match': `"${version}"` } })) as RuleSet,
    bulk: async (items) => ((await http.json({ method: 'POST', path: '/dispatch/bulk', json: { items } })) as { results: BulkOutcome[] }).results,
  }
}
