/**
 * A second copy of what was written, outside the database: text and hashes, no photos. When the browser loses the
 * database, sealed reports and drafts in hand come back from here without their pictures.
 */
import type { Draft } from '@/domain/draft'
import type { OutboxRow } from '@/outbox/types'

import type { PhoneDatabase } from './database'
import { readTx } from './saveTx'

/** Small files by name. May reject: the journal is a help, never a condition. */
export interface JournalFiles {
  names(): Promise<string[]>
  read(name: string): Promise<string>
  write(name: string, text: string): Promise<void>
  remove(name: string): Promise<void>
}

export interface JournalEntry {
  row: Omit<OutboxRow, 'bytes'>
  /** The sealed bytes, which are UTF-8 JSON. */
  manifest: string
}

/** Names of entries of drafts begin so; entries of sealed reports are named by their id alone. */
export const DRAFT = 'draft.'

/** Writes the row down under its id; a place that is full is tidied and tried once more. */
export async function journalRow(db: PhoneDatabase, files: JournalFiles, { bytes, ...row }: OutboxRow): Promise<void> {
  const entry: JournalEntry = { row, manifest: new TextDecoder().decode(bytes) }
  const text = JSON.stringify(entry)
  try {
    await files.write(row.id, text)
  } catch {
    await tidyJournal(db, files)
    await files.write(row.id, text)
  }
  await dropDraft(files, row.id)
}

export function journalDraft(files: JournalFiles, draft: Draft): Promise<void> {
  return files.write(`${DRAFT}${draft.id}`, JSON.stringify(draft))
}

/** Before a draft is thrown away: what a person discards must not come back. Never rejects. */
export async function dropDraft(files: JournalFiles, id: string): Promise<void> {
  await files.remove(`${DRAFT}${id}`).catch(() => undefined)
}

/** Removes what the phone no longer owes; what the database does not know at all stays for recovery. */
export async function tidyJournal(db: PhoneDatabase, files: JournalFiles): Promise<void> {
  const names = (await files.names()).filter((name) => !name.startsWith(DRAFT))
  const rows = await readTx(db, () => db.outbox.bulkGet(names))
  const closed = names.filter((_name, index) => ['delivered', 'replaced'].includes(rows[index]?.phase ?? ''))
  await Promise.all(closed.map((name) => files.remove(name)))
}
