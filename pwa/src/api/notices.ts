/** 整改通知单 and 督办单: the ledger, drafts and what becomes of them, templates, the basis list, numbers. */
import type { PaperBasis } from '@/domain/paper'
import type { Destroyed, Page, PersonName } from '@/domain/views'

import { BASE, type Http } from './http'
import { queryOf } from './query'

export type PaperKind = 'rectification' | 'supervision'
export type PaperState = 'draft' | 'issued' | 'served' | 'answered' | 'reviewed' | 'archived' | 'voided'
export type PaperMove = 'change' | 'issue' | 'serve' | 'answer' | 'review' | 'archive' | 'void'
export type ReceiverKind = 'shop' | 'unit' | 'party'

export interface Receiver {
  kind: ReceiverKind
  code: string | null
  name: string
}

/** A line of the ledger; a person's name is masked there. */
export interface PaperLine {
  id: string
  kind: PaperKind
  state: PaperState
  rev: number
  number: string | null
  case_no: string
  unit_code: string
  receiver: Receiver
  address: string
  segment: { code: string; name: string | null } | null
  cell_code: string | null
  deadline: string
  level: string | null
  reply_by: string | null
  issued_at: string | null
  served_at: string | null
  means: string | null
  passed: boolean | null
  archive_no: string | null
}

export interface PaperPhoto {
  sha256: string
  pending: boolean
}

export interface PaperFacts {
  at: string
  where: string
  what: string
}

export interface Basis extends PaperBasis {
  active: boolean
  at: string
}

export interface PaperEvent {
  kind: string
  by: PersonName | null
  at: string
  facts: Record<string, unknown>
}

export interface Served {
  means: string
  at: string | null
  signer: string | null
  witness: string | null
  capacity: string | null
  reason: string | null
  photo: string | null
  strokes: boolean
}

export interface Paper extends PaperLine {
  template: { id: number; version: number; issuer: string; mark: string }
  facts: PaperFacts
  basis: Basis[]
  outdated_basis: string[]
  requirement: string
  photos: PaperPhoto[]
  cc: string[]
  order_ref: string | null
  drafted_by: PersonName | null
  officer: PersonName | null
  authorised: boolean
  sheet: { sha256: string; size: number; kid: string; signature: string; fingerprint: string } | null
  service: Served | null
  events: PaperEvent[]
  /** When and under which rule its words were destroyed. */
  deleted?: Destroyed | null
  moves: PaperMove[]
}

export interface TemplateTexts {
  head_lines: string[]
  opening: string
  phrases: string[]
  closing: string
  rights: string
  contact: string
}

export interface Template {
  id: number
  unit_code: string
  kind: PaperKind
  version: number
  mark: string
  issuer: string
  texts: TemplateTexts
  authorised: string[]
  active: boolean
  officer: PersonName | null
  at: string
}

export interface Templates {
  items: Template[]
  neutral: Record<PaperKind, TemplateTexts>
}

/** What a draft says, as it is sent. */
export interface PaperSaid {
  case_no: string
  template_id: number
  receiver: Receiver
  address: string
  facts: PaperFacts
  basis: number[]
  requirement: string
  deadline: string
  photos: string[]
  level: string | null
  reply_by: string | null
  cc: string[]
  order_ref: string | null
}

export interface Proposal {
  case_no: string
  category: string | null
  receiver: Receiver | null
  address: string
  facts: PaperFacts
  deadline: string | null
  photos: (PaperPhoto & { role: string | null })[]
  /** Supervision orders in force. */
  orders: { id: string; level: string; reply_by: string; reason: string | null }[]
}

export interface PaperNumber {
  number: string
  state: 'reserved' | 'used' | 'void'
  why: string | null
  notice_id: string | null
  case_no: string | null
  at: string
}

/** A paper that a phone gave out in the street; `why` says what a person has to look at. */
export interface HandedOut {
  id: string
  number: string | null
  report_id: string
  report_status: string
  case_no: string | null
  state: 'waiting' | 'draft' | 'unusable' | 'filed'
  why: string | null
  at: string
}

export type TemplateSaid = Omit<Template, 'id' | 'version' | 'officer' | 'at'>
export type BasisSaid = Omit<Basis, 'id' | 'version' | 'at'>
export type Query = Record<string, string | number>

export interface NoticesApi {
  /** Given out in the street and not filed yet, the newest first. */
  handedOut(): Promise<HandedOut[]>
  list(query: Query): Promise<Page<PaperLine>>
  get(id: string): Promise<Paper>
  proposal(caseNo: string): Promise<Proposal>
  draft(id: string, said: PaperSaid): Promise<Paper>
  change(id: string, rev: number, said: PaperSaid): Promise<Paper>
  move(id: string, rev: number, verb: Exclude<PaperMove, 'change'>, body: object): Promise<Paper>
  templates(): Promise<Templates>
  saveTemplate(said: TemplateSaid, version: number | null): Promise<Template>
  basis(code?: string): Promise<Basis[]>
  saveBasis(said: BasisSaid, version: number | null): Promise<Basis>
  numbers(query: Query): Promise<Page<PaperNumber>>
}

export const sheetUrl = (id: string) => `${BASE}/notices/${encodeURIComponent(id)}/sheet`

export function createNoticesApi(http: Http): NoticesApi {
  const at = (id: string, what = '') => `/notices/${encodeURIComponent(id)}${what}`
  const read = (path: string) => http.json({ method: 'GET', path })
  const matching = (rev: number | null): Record<string, string> => (rev === null ? {} : { 'If-Match': `"${rev}"` })
  return {
    handedOut: async () => ((await http.json({ method: 'GET', path: '/handed-out?limit=50' })) as { items: HandedOut[] }).items,
    list: async (query) => (await read(`/notices${queryOf(query)}`)) as Page<PaperLine>,
    get: async (id) => (await read(at(id))) as Paper,
    proposal: async (caseNo) => (await read(`/notices/proposal${queryOf({ case_no: caseNo })}`)) as Proposal,
    draft: async (id, said) => (await http.json({ method: 'POST', path: '/notices', json: { id, ...said } })) as Paper,
    change: async (id, rev, said) => (await http.json({ method: 'PUT', path: at(id), json: said, headers: matching(rev) })) as Paper,
    move: async (id, rev, verb, body) => (await http.json({ method: 'POST', path: at(id, `/${verb}`), json: body, headers: matching(rev) })) as Paper,
    templates: async () => (await read('/notice-templates')) as Templates,
    saveTemplate: async (said, version) => (await http.json({ method: 'POST', path: '/notice-templates', json: said, headers: matching(version) })) as Template,
    basis: async (code) => ((await read(`/notice-basis${queryOf({ code })}`)) as { items: Basis[] }).items,
    saveBasis: async (said, version) => (await http.json({ method: 'POST', path: '/notice-basis', json: said, headers: matching(version) })) as Basis,
    numbers: async (query) => (await read(`/notice-numbers${queryOf(query)}`)) as Page<PaperNumber>,
  }
}
