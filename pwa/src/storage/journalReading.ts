/** Reads back what the journal kept; needed only where the database lost something or does not open. */
import { sha256Now } from '@/domain/digest'
import type { Draft } from '@/domain/draft'
import type { OutboxRow } from '@/outbox/types'

import type { PhoneDatabase } from './database'
import { DRAFT, dropDraft, type JournalEntry, type JournalFiles } from './journal'
import { readTx } from './saveTx'

/** Rows the journal has and the database lost. */
export async function lostRows(db: PhoneDatabase, files: JournalFiles): Promise<OutboxRow[]> {
  const names = (await files.names()).filter((name) => !name.startsWith(DRAFT))
  const known = await readTx(db, () => db.outbox.bulkGet(names))
  return readEach(names.filter((_name, index) => known[index] === undefined), (name) => readRow(files, name))
}

/** Every sealed report the journal still has, readable without any database. */
export async function journaledRows(files: JournalFiles): Promise<OutboxRow[]> {
  const names = (await files.names()).filter((name) => !name.startsWith(DRAFT))
  return readEach(names, (name) => readRow(files, name))
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
  return readEach(names, (name) => readDraft(files, name))
}

/** One after the other: each file has a time limit of its own, which a slow disk must not meet by reading all at once. */
async function readEach<T>(names: string[], read: (name: string) => Promise<T | null>): Promise<T[]> {
  const found: T[] = []
  for (const name of names) {
    const entry = await read(name)
    if (entry !== null) found.push(entry)
  }
  return found
}

/** Null for an entry that is missing, torn, or whose bytes are not those that were sealed. */
export async function readRow(files: JournalFiles, name: string): Promise<OutboxRow | null> {
  try {
    const { row, manifest } = JSON.parse(await files.read(name)) as JournalEntry
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
