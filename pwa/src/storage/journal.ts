/**
 * A second copy of what was sealed, outside the database: text and hashes, no photos. When the browser loses the
 * database, the reports come back from here without their pictures.
 */
import { sha256Now } from '@/domain/digest'
import type { OutboxRow } from '@/outbox/types'

import type { PhoneDatabase } from './database'
import { readTx, saveTx } from './saveTx'

/** Small files by name. May reject: the journal is a help, never a condition. */
export interface JournalFiles {
  names(): Promise<string[]>
  read(name: string): Promise<string>
  write(name: string, text: string): Promise<void>
  remove(name: string): Promise<void>
}

interface Entry {
  row: Omit<OutboxRow, 'bytes'>
  /** The sealed bytes, which are UTF-8 JSON. */
  manifest: string
}

/** Writes the row down under its id. */
export async function journalRow(files: JournalFiles, { bytes, ...row }: OutboxRow): Promise<void> {
  const entry: Entry = { row, manifest: new TextDecoder().decode(bytes) }
  await files.write(row.id, JSON.stringify(entry))
}

/** Removes what the phone no longer owes; what the database does not know at all stays for recovery. */
export async function tidyJournal(db: PhoneDatabase, files: JournalFiles): Promise<void> {
  const names = await files.names()
  const rows = await readTx(db, () => db.outbox.bulkGet(names))
  const closed = names.filter((_name, index) => ['delivered', 'replaced'].includes(rows[index]?.phase ?? ''))
  await Promise.all(closed.map((name) => files.remove(name)))
}

/** Puts back rows the database lost; how many. Their photos are gone, which the outbox finds out by itself. */
export async function recoverRows(db: PhoneDatabase, files: JournalFiles): Promise<number> {
  const names = await files.names()
  const known = await readTx(db, () => db.outbox.bulkGet(names))
  const lost = names.filter((_name, index) => known[index] === undefined)
  const rows = (await Promise.all(lost.map((name) => readRow(files, name)))).filter((row) => row !== null)
  await saveTx(db, [db.outbox], () => db.outbox.bulkPut(rows))
  return rows.length
}

/** Null for an entry that is torn or whose bytes are not those that were sealed. */
async function readRow(files: JournalFiles, name: string): Promise<OutboxRow | null> {
  try {
    const { row, manifest } = JSON.parse(await files.read(name)) as Entry
    const bytes = new TextEncoder().encode(manifest)
    return sha256Now(bytes) === row.sha256 && row.id === name ? { ...row, bytes: bytes.buffer } : null
  } catch {
    return null
  }
}
