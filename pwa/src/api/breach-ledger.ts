/** Breaches at the desk: the list, one with its pictures, what a reviewer decides, and the ladder that a city sets. */
import type { BreachFigures, BreachPage, BreachView, Ladder, LadderNow, LadderVersion } from '@/domain/breach-ledger'

import { BASE, type Http } from './http'
import { queryOf } from './query'

export interface BreachLedgerApi {
  list(query: Record<string, string | number>): Promise<BreachPage>
  get(id: string): Promise<BreachView>
  /** Whether what was handed in puts it right; a failure says why. Rejects with `stale` when somebody was faster. */
  judge(id: string, rev: number, verdict: 'pass' | 'fail', reason: string): Promise<BreachView>
  /** The time is over: it becomes a case. */
  escalate(id: string, rev: number): Promise<BreachView>
  answerAppeal(id: string, rev: number, granted: boolean, answer: string): Promise<BreachView>
  /** Of a month, a quarter, a year, or two days with `..` between. */
  figures(period: string): Promise<BreachFigures>
  ladder(): Promise<LadderNow>
  setLadder(wanted: Ladder, rev: number): Promise<LadderNow>
  ladderHistory(): Promise<LadderVersion[]>
}

export const breachPictureUrl = (id: string, sha256: string, size: 'thumb' | 'screen') => `${BASE}/breaches/${encodeURIComponent(id)}/photos/${sha256}?size=${size}`

export function createBreachLedgerApi(http: Http): BreachLedgerApi {
  const at = (id: string, what = '') => `/breaches/${encodeURIComponent(id)}${what}`
  const read = (path: string) => http.json({ method: 'GET', path })
  const tell = async (path: string, rev: number, json?: object) =>
    (await http.json({ method: 'POST', path, headers: { 'If-Match': `"${rev}"` }, ...(json && { json }) })) as BreachView
  return {
    list: async (query) => (await read(`/breaches${queryOf(query)}`)) as BreachPage,
    get: async (id) => (await read(at(id))) as BreachView,
    judge: (id, rev, verdict, reason) => tell(at(id, '/verdict'), rev, { verdict, reason }),
    escalate: (id, rev) => tell(at(id, '/escalation'), rev),
    answerAppeal: (id, rev, granted, answer) => tell(at(id, '/appeal/answer'), rev, { granted, answer }),
    figures: async (period) => (await read(`/breaches/figures${queryOf({ period })}`)) as BreachFigures,
    ladder: async () => (await read('/breach-settings')) as LadderNow,
    setLadder: async (wanted, rev) => (await http.json({ method: 'PUT', path: '/breach-settings', json: wanted, headers: { 'If-Match': `"${rev}"` } })) as LadderNow,
    ladderHistory: async () => ((await read('/breach-settings/history')) as { items: LadderVersion[] }).items,
  }
}
