/**
 * Makes room on a full phone, the least dear first: what the server has and gives again, then copies of which a
 * sound one stays. Nothing that exists only here is ever given up.
 */
import { isOpen } from '@/outbox/retention'
import type { OutboxRow, RowPhoto } from '@/outbox/types'

import type { PhoneDatabase } from './database'
import { soundPhoto } from './photoRows'
import { LIMITS, readTx, saveTx } from './saveTx'

/** Rows whose photos go in one step: enough for a report, so that not more is lost than is needed. */
const ROWS_PER_STEP = 5
/** These writes are the ones that free, so they must not wait for themselves. */
const PLAIN = { ...LIMITS, frees: false }

/** Frees one step and resolves with true, or with false once there is nothing left to free. Never rejects. */
export function createRoomMaker(db: PhoneDatabase): () => Promise<boolean> {
  const steps = [dropMirror, dropBackedUp, dropDelivered, dropOriginals, dropPack]
  let working: Promise<boolean> | null = null

  async function free(): Promise<boolean> {
    for (const step of steps) if (await step(db).catch(() => false)) return true
    return false
  }

  return () => (working ??= free().finally(() => (working = null)))
}

async function dropMirror(db: PhoneDatabase): Promise<boolean> {
  if ((await readTx(db, () => db.reports.count())) === 0) return false
  await saveTx(
    db,
    [db.reports, db.facts],
    async () => {
      await db.reports.clear()
      await db.facts.delete('cursor')
    },
    PLAIN,
  )
  return true
}

const dropBackedUp = (db: PhoneDatabase) => dropSent(db, ({ receipt }) => receipt?.level === 'backed-up')
const dropDelivered = (db: PhoneDatabase) => dropSent(db, ({ receipt }) => receipt?.level === 'photos')

/** Photos of the oldest delivered rows; their text stays for a server that comes back from a backup. */
async function dropSent(db: PhoneDatabase, may: (row: OutboxRow) => boolean): Promise<boolean> {
  const rows = await readTx(db, () => db.outbox.where('phase').equals('delivered').sortBy('sealed_at'))
  const held = await owners(db)
  const ids = rows.filter((row) => may(row) && held.has(row.id)).map(({ id }) => id).slice(0, ROWS_PER_STEP)
  if (ids.length === 0) return false
  await saveTx(db, [db.photos], () => db.photos.where('owner_id').anyOf(ids).delete(), PLAIN)
  return true
}

async function owners(db: PhoneDatabase): Promise<Set<unknown>> {
  return new Set(await readTx(db, () => db.photos.orderBy('owner_id').uniqueKeys()))
}

/** Originals of sealed reports whose smaller copy, the one that travels, was just read and still has its hash. */
async function dropOriginals(db: PhoneDatabase): Promise<boolean> {
  const rows = await readTx(db, () => db.outbox.orderBy('[phase+sealed_at]').toArray())
  let freed = 0
  for (const row of rows.filter(isOpen)) {
    const spare = await spareOriginals(db, row)
    if (spare.length === 0) continue
    await letGo(db, row.id, spare)
    if ((freed += 1) === ROWS_PER_STEP) break
  }
  return freed > 0
}

async function spareOriginals(db: PhoneDatabase, row: OutboxRow): Promise<string[]> {
  const spare: string[] = []
  for (const { original_id, photo_id, damaged } of row.photos) {
    if (original_id !== null && !damaged && (await soundPhoto(db, photo_id)) !== undefined) spare.push(original_id)
  }
  return spare
}

function letGo(db: PhoneDatabase, id: string, originals: string[]): Promise<void> {
  const without = (photo: RowPhoto): RowPhoto =>
    photo.original_id !== null && originals.includes(photo.original_id) ? { ...photo, original_id: null } : photo
  return saveTx(
    db,
    [db.outbox, db.photos],
    async () => {
      const row = await db.outbox.get(id)
      if (row === undefined) return
      await db.outbox.update(id, { photos: row.photos.map(without) })
      await db.photos.bulkDelete(originals)
    },
    PLAIN,
  )
}

/** Last, because without it a segment is only named once the server did it. */
async function dropPack(db: PhoneDatabase): Promise<boolean> {
  if ((await readTx(db, () => db.packs.count())) === 0) return false
  await saveTx(db, [db.packs], () => db.packs.clear(), PLAIN)
  return true
}
