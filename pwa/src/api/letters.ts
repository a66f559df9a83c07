/** The register of letters to bodies outside: drafts, sending, answers, the paper. */
import type { LetterText, LetterView } from '@/domain/letters'
import type { Page } from '@/domain/views'

import { BASE, type Http } from './http'
import { queryOf } from './query'

export interface LettersApi {
  list(query: Record<string, string | number>): Promise<Page<LetterView>>
  get(id: number): Promise<LetterView>
  draft(caseNo: string, unit: string): Promise<LetterView>
  /** These reject with `stale` when somebody was faster, `illegal-move` where the letter is past that, `invalid-body`. */
  change(letter: LetterView, text: LetterText): Promise<LetterView>
  send(letter: LetterView, how: string, at: string | null, dueAt: string | null): Promise<LetterView>
  answer(letter: LetterView, what: string, outcome: string, at: string | null): Promise<LetterView>
  void(letter: LetterView, reason: string): Promise<LetterView>
  /** Address of the PDF. */
  paper(id: number): string
}

export function createLettersApi(http: Http): LettersApi {
  const at = (id: number) => `/letters/${id}`
  const act = async ({ id, rev }: LetterView, what: string, json: unknown) =>
    (await http.json({ method: what === '' ? 'PUT' : 'POST', path: at(id) + what, json, headers: { 'If-Match': `"${rev}"` } })) as LetterView
  return {
    list: async (query) => (await http.json({ method: 'GET', path: `/letters${queryOf(query)}` })) as Page<LetterView>,
    get: async (id) => (await http.json({ method: 'GET', path: at(id) })) as LetterView,
    draft: async (caseNo, unit) => (await http.json({ method: 'POST', path: '/letters', json: { case_no: caseNo, unit } })) as LetterView,
    change: (letter, text) => act(letter, '', text),
    send: (letter, how, sentAt, dueAt) => act(letter, '/send', { how, at: sentAt, due_at: dueAt }),
    answer: (letter, what, outcome, came) => act(letter, '/answer', { what, outcome, at: came }),
    void: (letter, reason) => act(letter, '/void', { reason }),
    paper: (id) => `${BASE}${at(id)}/paper`,
  }
}
