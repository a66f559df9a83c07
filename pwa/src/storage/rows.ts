/** The outbox's rows on disk: the storage side of the outbox's ports. */
import { uuid7 } from '@/domain/identity'
import { isOpen } from '@/outbox/retention'
import type { OutboxRow, RowStore } from '@/outbox/types'

import type { PhoneDatabase } from './database'
import type { DeviceEvent } from './events'
import { readPhoto } from './photoRows'
import { LIMITS, readTx, saveTx } from './saveTx'

const PROGRESS = { ...LIMITS, frees: 'progress' as const }

interface Upkeep {
  /** Runs before a row is deleted: copies elsewhere must not bring it back. */
  onForget?: (id: string) => Promise<void>
  /** Runs after a row that was done with is owed again: copies elsewhere were let go. */
  onReopened?: (row: OutboxRow) => Promise<void>
  /** The row as a copy elsewhere has it, its bytes proven by its hash; null where there is none. */
  copyOf?: (id: string) => Promise<OutboxRow | null>
  /** Id and moment of a new event. */
  stamp?: () => { id: string; now: number }
}

/** `onClosed` runs before a write resolves after which the phone owes a row no more, or owes it again. */
export function createRowStore(
  db: PhoneDatabase,
  onClosed: () => Promise<void>,
  { onForget, onReopened, copyOf, stamp = stampNow }: Upkeep = {},
): RowStore {
  async function change(id: string, work: (row: OutboxRow) => Promise<void>): Promise<void> {
    const changeIn = async () => {
      const row = await db.outbox.get(id)
      if (row !== undefined) await work(row)
      const changed = await db.outbox.get(id)
      await db.events.bulkPut(damageEvents(row, changed, stamp))
      return [row, changed]
    }
    const [before, after] = await saveTx(db, [db.outbox, db.photos, db.events], changeIn, PROGRESS)
    if (before !== undefined && !owed(before) && after !== undefined && owed(after)) await onReopened?.(after)
    if (owed(before) !== owed(after)) await onClosed()
  }

  return {
    waiting: () => readTx(db, () => db.outbox.where('phase').equals('waiting').sortBy('sealed_at')),
    parked: () => readTx(db, () => db.outbox.where('phase').equals('parked').sortBy('sealed_at')),
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
    async forget(id) {
      await onForget?.(id)
      await change(id, async () => {
        await db.photos.where('owner_id').equals(id).delete()
        await db.outbox.delete(id)
      })
    },
    async mend(id) {
      const copy = (await copyOf?.(id)) ?? null
      if (copy === null) return false
      await change(id, async (row) => {
        if (row.sha256 === copy.sha256) await db.outbox.update(id, { bytes: copy.bytes })
      })
      return true
    },
    photo: (photoId) => readTx(db, () => readPhoto(db, photoId)),
  }
}

function owed(row: OutboxRow | undefined): boolean {
  return row !== undefined && isOpen(row)
}

function stampNow(): { id: string; now: number } {
  const now = Date.now()
  return { id: uuid7(now), now }
}

/** One event for each photo found damaged by this change. */
function damageEvents(before: OutboxRow | undefined, after: OutboxRow | undefined, stamp: NonNullable<Upkeep['stamp']>): DeviceEvent[] {
  const known = new Set(before?.photos.filter(({ damaged }) => damaged).map(({ photo_id }) => photo_id))
  const found = after?.photos.filter(({ damaged, photo_id }) => damaged && !known.has(photo_id)) ?? []
  return found.map(({ sha256, original_id }) => {
    const { id, now } = stamp()
    const facts = { report_id: after?.id, sha256, original_kept: original_id !== null }
    return { id, kind: 'photo-damaged', at: new Date(now).toISOString(), facts }
  })
}
