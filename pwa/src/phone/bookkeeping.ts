/** Keeps the copies outside the database up to date. They are a help, never a condition: nothing here fails a write. */
import type { RowStore } from '@/outbox/types'
import { countOutstanding } from '@/storage/canary'
import type { PhoneDatabase } from '@/storage/database'
import { fact } from '@/storage/facts'
import { journalRow, tidyJournal } from '@/storage/journal'
import { createRowStore } from '@/storage/rows'
import type { Outside } from '@/storage/wholeness'

import { keyBox } from './boxes'

const ignore = () => undefined

/** Brings count, export key and journal up to date. Never rejects. */
export function createCount(db: PhoneDatabase, { boxes, journal }: Outside, now: () => number): () => Promise<void> {
  return async () => {
    await countOutstanding(db, boxes, now()).catch(ignore)
    await keepKey(db).catch(ignore)
    await tidyJournal(db, journal).catch(ignore)
  }
}

/** The outbox's rows; the journal follows what becomes of them and gives a text back that rotted. */
export function createRows(db: PhoneDatabase, { journal }: Outside, count: () => Promise<void>): RowStore {
  return createRowStore(db, count, {
    onForget: (id) => journal.remove(id).catch(ignore),
    onReopened: (row) => journalRow(db, journal, row).catch(ignore),
    copyOf: (id) => import('@/storage/journalReading').then(({ readRow }) => readRow(journal, id)).catch(() => null),
  })
}

/** Beside the database as well: an export must be possible when that does not open. */
async function keepKey(db: PhoneDatabase): Promise<void> {
  const key = await fact(db, 'export_key')
  if (key !== undefined) keyBox().set(key)
}
