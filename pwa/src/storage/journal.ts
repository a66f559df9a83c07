/**
 * A second copy of what was written, outside the database: text and hashes, no photos. When the browser loses the
 * database, sealed reports and drafts in hand come back from here without their pictures.
 */
import { sha256Now } from '@/domain/digest'
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

interface Entry {
  row: Omit<OutboxRow, 'bytes'>
  /** The sealed bytes, which are UTF-8 JSON. */
  manifest: string
}

/** Entries of drafts begin so; entries of sealed reports are named by their id alone. */
const DRAFT = 'draft.'

/** Writes the row down under its id; a place that is full is tidied and tried once more. */
export async function journalRow(db: PhoneDatabase, files: JournalFiles, { bytes, ...row }: OutboxRow): Promise<void> {
  const entry: Entry = { row, manifest: new TextDecoder().decode(bytes) }
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

/** Rows the journal has and the database lost. */
export async function lostRows(db: PhoneDatabase, files: JournalFiles): Promise<OutboxRow[]> {
  const names = (await files.names()).filter((name) => !name.startsWith(DRAFT))
  const known = await readTx(db, () => db.outbox.bulkGet(names))
  const lost = names.filter((_name, index) => known[index] === undefined)
  return (await Promise.all(lost.map((name) => readRow(files, name)))).filter((row) => row !== null)
}

/** Every sealed report the journal still has, readable without any database. */
export async function journaledRows(files: JournalFiles): Promise<OutboxRow[]> {
  const names = (await files.names()).filter((name) => !name.startsWith(DRAFT))
  return (await Promise.all(names.map((name) => readRow(files, name)))).filter((row) => row !== null)
}

/** Drafts the journal has and the database lost; those that were sealed meanwhile leave the journal. */
export async function lostDrafts(db: PhoneDatabase, files: JournalFiles): Promise<Draft[]> {
  const lost: Draft[] = []
  for (const draft of await journaledDrafts(files)) {
    const [kept, sealed] = await readTx(db, () => Promise.all([db.drafts.get(draft.id), db.outbox.get(draft.id)]))
    if (sealed !== undefined) await dropDraft(files, draft.id)
    else if (kept === undefined) lost.push(draft)
  }
  return lost
}

/** Every draft the journal has, readable without any database. */
export async function journaledDrafts(files: JournalFiles): Promise<Draft[]> {
  const names = (await files.names()).filter((name) => name.startsWith(DRAFT))
  return (await Promise.all(names.map((name) => readDraft(files, name)))).filter((draft) => draft !== null)
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

async function readDraft(files: JournalFiles, name: string): Promise<Draft | null> {
  try {
    const draft = JSON.parse(await files.read(name)) as Draft
    return `${DRAFT}${draft.id}` === name && Array.isArray(draft.photos) ? draft : null
  } catch {
    return null
  }
}
