/** Keeps the copies outside the database up to date. They are a help, never a condition: nothing here fails a write. */
import type { RowStore } from '@/outbox/types'
import { countOutstanding } from '@/storage/canary'
import type { PhoneDatabase } from '@/storage/database'
import { noteEvent } from '@/storage/events'
import { fact } from '@/storage/facts'
import { journalRow, tidyJournal } from '@/storage/journal'
import type { Loss } from '@/storage/losses'
import { createRowStore } from '@/storage/rows'
import { isWhole, type Outside } from '@/storage/wholeness'

import { keyBox } from './boxes'
import type { Parts } from './parts'

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

/**
 * What the database lost since the last start, after the copies outside gave back what they could. The person is told
 * in any case; that a supervisor hears of it, too, needs room in the database.
 */
export async function recovered({ db, outside, now, newId }: Pick<Parts, 'db' | 'outside' | 'now' | 'newId'>): Promise<Loss | null> {
  if (await isWhole(db, outside)) return null
  const { recover } = await import('@/storage/recovery')
  const loss = await recover(db, outside, newId)
  if (loss === null) return null
  const { expected, found, recovered: back, seqs } = loss
  await noteEvent(db, 'loss', { expected, found, recovered: back, seqs }, { id: newId(), now: now() }).catch(ignore)
  return loss
}

/** Beside the database as well: an export must be possible when that does not open. */
async function keepKey(db: PhoneDatabase): Promise<void> {
  const key = await fact(db, 'export_key')
  if (key !== undefined) keyBox().set(key)
}
