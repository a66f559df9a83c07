/**
 * Makes room on a full phone, the least dear first: what the server has and gives again, then copies of which a
 * sound one stays. Nothing that exists only here is ever given up.
 */
import { isSendable } from '@/outbox/next'
import { isOpen } from '@/outbox/retention'
import type { OutboxRow, RowPhoto } from '@/outbox/types'

import type { PhoneDatabase, StoredPhoto } from './database'
import { TRIAL_BYTES } from './keeping'
import { soundPhoto } from './photoRows'
import { LIMITS, readTx, saveTx, type Purpose } from './saveTx'

/** Rows whose photos go in one step: enough for a report, so that not more is lost than is needed. */
const ROWS_PER_STEP = 5
/** These writes are the ones that free, so they must not wait for themselves. */
const PLAIN = { ...LIMITS, frees: null }

type Step = (db: PhoneDatabase) => Promise<boolean>

/** The pack goes last, because without it a segment is only named once the server did it, and for a report alone. */
const STEPS: Record<Purpose, Step[]> = {
  report: [dropCasePictures, dropMirror, dropBackedUp, dropDelivered, dropOriginals, dropPack],
  trial: [dropCasePictures, dropBackedUp, dropForTrial],
  progress: [dropCasePictures, dropMirror, dropBackedUp],
  other: [dropBackedUp],
}

/** Frees one step and resolves with true, or with false once nothing is left that `purpose` is worth. Never rejects. */
export function createRoomMaker(db: PhoneDatabase): (purpose: Purpose) => Promise<boolean> {
  const working = new Map<Purpose, Promise<boolean>>()

  async function free(purpose: Purpose): Promise<boolean> {
    for (const step of STEPS[purpose]) if (await step(db).catch(() => false)) return true
    return false
  }

  return (purpose) => {
    const freeing = working.get(purpose) ?? free(purpose).finally(() => working.delete(purpose))
    working.set(purpose, freeing)
    return freeing
  }
}

/** Pictures of cases, which come again with the next contact; the words of a task stay. */
async function dropCasePictures(db: PhoneDatabase): Promise<boolean> {
  if ((await readTx(db, () => db.thumbs.count())) === 0) return false
  await saveTx(db, [db.thumbs], () => db.thumbs.clear(), PLAIN)
  return true
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

function isBackedUp({ receipt }: OutboxRow): boolean {
  return receipt?.level === 'backed-up'
}

function isDelivered({ receipt }: OutboxRow): boolean {
  return receipt?.level === 'photos'
}

function dropBackedUp(db: PhoneDatabase): Promise<boolean> {
  return dropSent(db, isBackedUp)
}

function dropDelivered(db: PhoneDatabase): Promise<boolean> {
  return dropSent(db, isDelivered)
}

/** Photos of the oldest delivered rows; their text stays for a server that comes back from a backup. */
async function dropSent(db: PhoneDatabase, may: (row: OutboxRow) => boolean): Promise<boolean> {
  const ids = (await sentWithPhotos(db, may)).slice(0, ROWS_PER_STEP)
  if (ids.length === 0) return false
  await saveTx(
    db,
    [db.outbox, db.photos],
    async () => {
      // A server that came back from a backup may ask for one of them since it was chosen.
      const still = (await db.outbox.bulkGet(ids)).flatMap((row) => (row?.phase === 'delivered' ? [row.id] : []))
      await db.photos.where('owner_id').anyOf(still).delete()
    },
    PLAIN,
  )
  return true
}

/** Delivered rows of which photos are still here, oldest first. */
async function sentWithPhotos(db: PhoneDatabase, may: (row: OutboxRow) => boolean): Promise<string[]> {
  const rows = await readTx(db, () => db.outbox.where('phase').equals('delivered').sortBy('sealed_at'))
  const held = await owners(db)
  return rows.filter((row) => may(row) && held.has(row.id)).map(({ id }) => id)
}

/**
 * Gives up delivered photos and spare originals for a trial, but none of them unless they make all the room that is
 * tried for: a trial that is refused all the same has then cost nothing.
 */
async function dropForTrial(db: PhoneDatabase): Promise<boolean> {
  const before = await spareBytes(db)
  if (before < TRIAL_BYTES) return false
  while (before - (await spareBytes(db)) < TRIAL_BYTES) if (!((await dropDelivered(db)) || (await dropOriginals(db)))) break
  return true
}

async function spareBytes(db: PhoneDatabase): Promise<number> {
  const sent = await sentWithPhotos(db, isDelivered)
  let bytes = 0
  await readTx(db, () => db.photos.where('owner_id').anyOf(sent).each((photo) => void (bytes += sizeOf(photo))))
  for (const row of (await readTx(db, () => db.outbox.toArray())).filter(isWaitingHere)) {
    for (const original of await spareOriginals(db, row)) bytes += sizeOf(await readTx(db, () => db.photos.get(original)))
  }
  return bytes
}

function sizeOf(photo: StoredPhoto | undefined): number {
  const bytes = photo?.bytes
  return bytes instanceof Blob ? bytes.size : (bytes?.byteLength ?? 0)
}

async function owners(db: PhoneDatabase): Promise<Set<unknown>> {
  return new Set(await readTx(db, () => db.photos.orderBy('owner_id').uniqueKeys()))
}

/** Originals of sealed reports whose smaller copy, the one that travels, was just read and still has its hash. */
async function dropOriginals(db: PhoneDatabase): Promise<boolean> {
  const rows = await readTx(db, () => db.outbox.orderBy('[phase+sealed_at]').toArray())
  let freed = 0
  for (const row of rows.filter(isWaitingHere)) {
    const spare = await spareOriginals(db, row)
    if (spare.length === 0) continue
    await letGo(db, row.id, spare)
    if ((freed += 1) === ROWS_PER_STEP) break
  }
  return freed > 0
}

/** A row of a newer app may have photos of another shape. */
function isWaitingHere(row: OutboxRow): boolean {
  return isOpen(row) && isSendable(row)
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

async function dropPack(db: PhoneDatabase): Promise<boolean> {
  if ((await readTx(db, () => db.packs.count())) === 0) return false
  await saveTx(db, [db.packs], () => db.packs.clear(), PLAIN)
  return true
}
