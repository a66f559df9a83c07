/** The outbox's rows on disk: the storage side of the outbox's ports. */
import { isOpen } from '@/outbox/retention'
import type { OutboxRow, RowStore } from '@/outbox/types'

import type { PhoneDatabase } from './database'
import { readTx, saveTx } from './saveTx'

/** `onClosed` runs before a write resolves after which the phone owes a row no more, or owes it again. */
export function createRowStore(db: PhoneDatabase, onClosed: () => Promise<void>): RowStore {
  async function change(id: string, work: (row: OutboxRow) => Promise<void>): Promise<void> {
    const [before, after] = await saveTx(db, [db.outbox, db.photos], async () => {
      const row = await db.outbox.get(id)
      if (row !== undefined) await work(row)
      return [row, await db.outbox.get(id)]
    })
    if (owed(before) !== owed(after)) await onClosed()
  }

  return {
    waiting: () => readTx(db, () => db.outbox.where('phase').equals('waiting').sortBy('sealed_at')),
    delivered: () => readTx(db, () => db.outbox.where('phase').anyOf('delivered', 'replaced').sortBy('sealed_at')),
    get: (id) => readTx(db, () => db.outbox.get(id)),
    update: (id, decide) =>
      change(id, async (row) => {
        const fields = decide(row)
        if (fields !== undefined) await db.outbox.update(id, fields)
      }),
    settle: (id, fields, letGo) =>
      change(id, async () => {
        await db.outbox.update(id, fields)
        await db.photos.bulkDelete(letGo)
      }),
    forget: (id) =>
      change(id, async () => {
        await db.photos.where('owner_id').equals(id).delete()
        await db.outbox.delete(id)
      }),
    photo: (photoId) => readTx(db, () => db.photos.get(photoId)),
  }
}

function owed(row: OutboxRow | undefined): boolean {
  return row !== undefined && isOpen(row)
}
