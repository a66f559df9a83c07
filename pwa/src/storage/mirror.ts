/**
 * What the server said about this person's reports and the cases they are to act on, readable without signal.
 * Server-owned: it may be thrown away and read again at any time; the outbox is not touched from here.
 */
import type { Person } from '@/domain/person'
import type { CaseView, ReportView } from '@/domain/views'

import type { PhoneDatabase } from './database'
import { factIn } from './facts'
import { FOR_REPORT, readTx, saveTx } from './saveTx'

/** Null takes the report, or the case, away. */
export type MirrorChange = { id: string; report: ReportView | null } | { case_no: string; task: CaseView | null }

/** Whose mirror it is and how far it was read: what a question to the server was asked for. */
export interface MirrorState {
  person_id: string | null
  cursor: string | null
}

export function mirrorState(db: PhoneDatabase): Promise<MirrorState> {
  return readTx(db, () => stateIn(db))
}

/**
 * Changes and the cursor behind them in one transaction, so that nothing is skipped or applied twice in part. False,
 * with nothing written, when the mirror changed hands or was read on since `asked`: the answer then belongs elsewhere.
 */
export function applyChanges(db: PhoneDatabase, changes: MirrorChange[], cursor: string, asked: MirrorState): Promise<boolean> {
  return saveTx(db, [db.reports, db.cases, db.facts], async () => {
    const state = await stateIn(db)
    if (state.person_id !== asked.person_id || state.cursor !== asked.cursor) return false
    await applyIn(db, changes, cursor)
    return true
  })
}

/** Replaces the whole mirror, after a cursor that is too old or a new epoch; nothing when it changed hands since `asked`. */
export async function replaceMirror(db: PhoneDatabase, changes: MirrorChange[], cursor: string, asked: MirrorState): Promise<void> {
  await saveTx(db, [db.reports, db.cases, db.facts], async () => {
    if ((await stateIn(db)).person_id !== asked.person_id) return
    await Promise.all([db.reports.clear(), db.cases.clear()])
    await applyIn(db, changes, cursor)
  })
}

async function stateIn(db: PhoneDatabase): Promise<MirrorState> {
  const [person, cursor] = await Promise.all([factIn(db, 'person'), factIn(db, 'cursor')])
  return { person_id: person?.id ?? null, cursor: cursor ?? null }
}

async function applyIn(db: PhoneDatabase, changes: MirrorChange[], cursor: string): Promise<void> {
  for (const change of changes) {
    if ('task' in change) await (change.task === null ? db.cases.delete(change.case_no) : db.cases.put(change.task))
    else await (change.report === null ? db.reports.delete(change.id) : db.reports.put(change.report))
  }
  await db.facts.put({ key: 'cursor', value: cursor })
}

/**
 * Remembers who works with this phone; another person's mirror goes, everything unsent stays. `instead` names who was
 * asked about: when that is no longer who works with it, nothing changes.
 */
export async function rememberPerson(db: PhoneDatabase, person: Person | null, instead?: Person): Promise<void> {
  // Without a login nothing is sent, so a full phone would stay full.
  const tables = [db.reports, db.cases, db.nearby, db.thumbs, db.facts]
  await saveTx(db, tables, () => rememberIn(db, person, instead), FOR_REPORT)
}

async function rememberIn(db: PhoneDatabase, person: Person | null, instead: Person | undefined): Promise<void> {
  const before = await factIn(db, 'person')
  if (instead !== undefined && before?.id !== instead.id) return
  if (before?.id !== person?.id) {
    await Promise.all([db.reports, db.cases, db.nearby, db.thumbs].map((table) => table.clear()))
    await db.facts.bulkDelete(['cursor', 'nearby_etag'])
  }
  if (person === null) await db.facts.delete('person')
  else await db.facts.put({ key: 'person', value: person })
}

/** Newest first. */
export async function mirroredReports(db: PhoneDatabase): Promise<ReportView[]> {
  const reports = await db.reports.toArray()
  const time = (report: ReportView) => report.captured_at ?? report.received_at
  return reports.sort((a, b) => time(b).localeCompare(time(a)))
}
