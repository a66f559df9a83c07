/**
 * What the server said about this person's reports, readable without signal.
 * Server-owned: it may be thrown away and read again at any time; the outbox is not touched from here.
 */
import type { Person } from '@/domain/person'
import type { ReportView } from '@/domain/views'

import type { PhoneDatabase } from './database'
import { factIn } from './facts'
import { saveTx } from './saveTx'

export interface MirrorChange {
  id: string
  /** Null takes the report away. */
  report: ReportView | null
}

/** Changes and the cursor behind them in one transaction, so that nothing is skipped or applied twice in part. */
export async function applyChanges(db: PhoneDatabase, changes: MirrorChange[], cursor: string): Promise<void> {
  await saveTx(db, [db.reports, db.facts], () => applyIn(db, changes, cursor))
}

/** Replaces the whole mirror, after a cursor that is too old or a new epoch. */
export async function replaceMirror(db: PhoneDatabase, changes: MirrorChange[], cursor: string): Promise<void> {
  await saveTx(db, [db.reports, db.facts], async () => {
    await db.reports.clear()
    await applyIn(db, changes, cursor)
  })
}

async function applyIn(db: PhoneDatabase, changes: MirrorChange[], cursor: string): Promise<void> {
  for (const { id, report } of changes) {
    if (report === null) await db.reports.delete(id)
    else await db.reports.put(report)
  }
  await db.facts.put({ key: 'cursor', value: cursor })
}

/** Remembers who works with this phone; another person's mirror goes, everything unsent stays. */
export async function rememberPerson(db: PhoneDatabase, person: Person | null): Promise<void> {
  await saveTx(db, [db.reports, db.facts], async () => {
    const before = await factIn(db, 'person')
    if (before?.id !== person?.id) {
      await db.reports.clear()
      await db.facts.delete('cursor')
    }
    if (person === null) await db.facts.delete('person')
    else await db.facts.put({ key: 'person', value: person })
  })
}

/** Newest first. */
export async function mirroredReports(db: PhoneDatabase): Promise<ReportView[]> {
  const reports = await db.reports.toArray()
  const time = (report: ReportView) => report.captured_at ?? report.received_at
  return reports.sort((a, b) => time(b).localeCompare(time(a)))
}
