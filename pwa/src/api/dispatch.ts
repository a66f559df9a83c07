/** The dispatch board, its rules, and giving several cases away at once. */
import type { BoardView, BulkItem, BulkOutcome, RuleSet, DispatchRule, TrialView } from '@/domain/dispatch'

import type { Http } from './http'

export interface DispatchApi {
  board(): Promise<BoardView>
  rules(): Promise<RuleSet>
  /** What these rules would have done with last month's cases. */
  tryOut(rules: DispatchRule[]): Promise<TrialView>
  /** Rejects with `stale` when somebody saved other rules meanwhile. */
  save(rules: DispatchRule[], version: number, reason: string): Promise<RuleSet>
  bulk(items: BulkItem[]): Promise<BulkOutcome[]>
}

export function createDispatchApi(http: Http): DispatchApi {
  return {
    board: async () => (await http.json({ method: 'GET', path: '/dispatch/board' })) as BoardView,
    rules: async () => (await http.json({ method: 'GET', path: '/dispatch/rules' })) as RuleSet,
    tryOut: async (rules) => (await http.json({ method: 'POST', path: '/dispatch/rules/try', json: { rules }, timeoutMs: 60_000 })) as TrialView,
    save: async (rules, version, reason) =>
      (await http.json({ method: 'PUT', path: '/dispatch/rules', json: { rules, reason }, headers: { 'If-Match': `"${version}"` } })) as RuleSet,
    bulk: async (items) => ((await http.json({ method: 'POST', path: '/dispatch/bulk', json: { items } })) as { results: BulkOutcome[] }).results,
  }
}
