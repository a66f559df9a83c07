/** The ledger of complaints and suggestions. */
import type { ComplaintFields, ComplaintReceipt, ComplaintsPage, ComplaintView } from '@/domain/complaints'

import type { Http } from './http'
import { queryOf } from './query'

export interface ComplaintsApi {
  list(query: { state?: string; cursor?: string; limit?: number }): Promise<ComplaintsPage>
  get(number: string): Promise<ComplaintView>
  file(fields: ComplaintFields): Promise<ComplaintReceipt>
  /** Rejects with `stale` when somebody was faster, `illegal-move` for a dismissed one. */
  answer(number: string, rev: number, text: string): Promise<ComplaintView>
  dismiss(number: string, rev: number, reason: string): Promise<ComplaintView>
  /** Every look is logged. */
  contact(number: string): Promise<string | null>
}

export function createComplaintsApi(http: Http): ComplaintsApi {
  const at = (number: string) => `/complaints/${encodeURIComponent(number)}`
  const act = async (number: string, what: string, rev: number, json: unknown) =>
    (await http.json({ method: 'POST', path: `${at(number)}/${what}`, json, headers: { 'If-Match': `"${rev}"` } })) as ComplaintView
  return {
    list: async (query) => (await http.json({ method: 'GET', path: `/complaints${queryOf(query)}` })) as ComplaintsPage,
    get: async (number) => (await http.json({ method: 'GET', path: at(number) })) as ComplaintView,
    file: async (fields) => (await http.json({ method: 'POST', path: '/complaints', json: fields })) as ComplaintReceipt,
    answer: (number, rev, text) => act(number, 'answer', rev, { text }),
    dismiss: (number, rev, reason) => act(number, 'dismiss', rev, { reason }),
    contact: async (number) => ((await http.json({ method: 'GET', path: `${at(number)}/contact` })) as { contact: string | null }).contact,
  }
}
