/** 问题台账: tables on their way in, issues, counts for the weekly meeting. */
import type { Destroyed, Page, PersonName } from '@/domain/views'

import type { Http } from './http'
import { queryOf } from './query'
import { sendFile } from './send-file'
import type { upload } from './upload'

export const FIELDS = ['what', 'ref', 'place', 'unit', 'source', 'found_on', 'due_on', 'state', 'written_off_on', 'case_no', 'note'] as const
export type Field = (typeof FIELDS)[number]
/** Field → column of the table, counted from 0; null for none. */
export type Columns = Record<Field, number | null>

export interface BadLine {
  line: number
  fault: string
  field: Field
  text: string
}

export interface IssueImportRow {
  id: string
  state: 'read' | 'entered' | 'discarded'
  file_name: string
  at: string
  entered: number | null
  left_out: number | null
  turn: number
}

export interface IssueImport extends IssueImportRow {
  /** Place of the line that names the columns among `lines`. */
  header_line: number
  header: string[]
  columns: number
  mapping: Columns
  lines: { line: number; cells: string[] }[]
  rows: number
  good: number
  bad: BadLine[]
  bad_count: number
  same_file: string | null
}

export interface IssueRow {
  id: string
  rev: number
  ref: string | null
  what: string
  place: string
  source: string
  unit: string
  found_on: string | null
  due_on: string | null
  overdue: boolean
  state: 'open' | 'written-off'
  case_no: string | null
  case_state: string | null
  /** The report that it was taken down as. */
  report_id: string | null
  added_at: string
  written_off_at: string | null
}

export interface Issue extends IssueRow {
  origin_line: number | null
  origin: [string, string][]
  /** When and under which rule its words were destroyed. */
  deleted?: Destroyed | null
  events: { kind: string; by: PersonName | null; at: string; reason: string | null; facts: Record<string, unknown> }[]
}

export interface Counted {
  unit: string | null
  open: number
  overdue: number
  added: number
  written_off: number
}

export interface Counts {
  since: string
  until: string
  total: Counted
  units: Counted[]
}

export interface IssueLedgerApi {
  list(query: Record<string, string | number>): Promise<Page<IssueRow>>
  get(id: string): Promise<Issue>
  counts(): Promise<Counts>
  link(id: string, rev: number, caseNo: string | null): Promise<Issue>
  report(id: string, rev: number, category: string, origin: string): Promise<Issue>
  writeOff(id: string, rev: number, reason: string): Promise<Issue>
  reopen(id: string, rev: number, reason: string): Promise<Issue>
  imports(): Promise<IssueImportRow[]>
  bring(file: Blob, name: string): Promise<IssueImport>
  read(id: string): Promise<IssueImport>
  map(id: string, headerLine: number, mapping: Columns): Promise<IssueImport>
  enter(id: string, turn: number, leaveOut: boolean): Promise<IssueImport>
  discard(id: string): Promise<IssueImport>
}

const PATIENCE_MS = 120_000
/** Of the tables that were brought last. */
const SHOWN = 20

export function createIssueLedgerApi(http: Http, send: typeof upload): IssueLedgerApi {
  const at = (id: string, what = '') => `/issue-ledger/${encodeURIComponent(id)}${what}`
  const file = (id: string, what = '') => `/issue-ledger/imports/${encodeURIComponent(id)}${what}`
  const read = (path: string) => http.json({ method: 'GET', path })
  const write = async (path: string, rev: number, json: object, method: 'POST' | 'PUT' = 'POST') =>
    (await http.json({ method, path, json, headers: { 'If-Match': `"${rev}"` } })) as Issue
  return {
    list: async (query) => (await read(`/issue-ledger${queryOf(query)}`)) as Page<IssueRow>,
    get: async (id) => (await read(at(id))) as Issue,
    counts: async () => (await read('/issue-ledger/counts')) as Counts,
    link: (id, rev, caseNo) => write(at(id, '/case'), rev, { case_no: caseNo }, 'PUT'),
    report: (id, rev, category, origin) => write(at(id, '/report'), rev, { category, origin }),
    writeOff: (id, rev, reason) => write(at(id, '/write-off'), rev, { reason }),
    reopen: (id, rev, reason) => write(at(id, '/reopen'), rev, { reason }),
    imports: async () => ((await read(`/issue-ledger/imports${queryOf({ limit: SHOWN })}`)) as Page<IssueImportRow>).items,
    bring: (file, name) => sendFile(send, `/issue-ledger/imports${queryOf({ name })}`, file, PATIENCE_MS),
    read: async (id) => (await read(file(id))) as IssueImport,
    map: async (id, headerLine, mapping) => (await http.json({ method: 'PUT', path: file(id, '/mapping'), json: { header_line: headerLine, mapping } })) as IssueImport,
    enter: async (id, turn, leaveOut) => (await http.json({ method: 'POST', path: file(id, '/enter'), json: { turn, leave_out: leaveOut }, timeoutMs: PATIENCE_MS })) as IssueImport,
    discard: async (id) => (await http.json({ method: 'POST', path: file(id, '/discard') })) as IssueImport,
  }
}
