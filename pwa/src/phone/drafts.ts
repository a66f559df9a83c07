/** Drafts for the screens: bytes to disk first, smaller copies behind, sealing at the end. */
import type { Draft, DraftPhoto } from '@/domain/draft'
import { sha256 } from '@/domain/digest'
import { mediaTypeOf } from '@/domain/media'
import { clockReading } from '@/domain/server-clock'
import type { PhotoRow } from '@/storage/database'
import * as stored from '@/storage/drafts'
import { fact, factIn } from '@/storage/facts'
import { tryWriting } from '@/storage/keeping'
import { journalRow } from '@/storage/journal'
import { observeQuery } from '@/storage/observe'
import { currentPack } from '@/storage/packs'
import { sealDraft } from '@/storage/sealing'
import { StorageTrouble } from '@/storage/trouble'

import type { Parts } from './parts'
import type { Drafts } from './types'

/** A trial write costs a tenth of a second and 5 MB of flash wear, so a good one counts for a while. */
const TRIAL_GOOD_FOR_MS = 10 * 60_000
/** Longer than this nobody waits for a smaller copy; the original travels. */
const TWIN_PATIENCE_MS = 3_000

/** `onSealed` runs once a report is in the outbox. */
export function createDrafts(parts: Parts, onSealed: () => void = () => undefined): Drafts & { sealStored(id: string): Promise<string> } {
  const { db, now, newId } = parts
  const twins = new Map<string, Promise<void>>()
  let lastGoodTrial = -Infinity

  async function ensureRoom(): Promise<void> {
    if (now() - lastGoodTrial < TRIAL_GOOD_FOR_MS) return
    await tryWriting(db, now())
    lastGoodTrial = now()
  }

  /** Remembers a failed write, so that the next report tests first. */
  async function watched<T>(write: Promise<T>): Promise<T> {
    try {
      return await write
    } catch (error) {
      lastGoodTrial = -Infinity
      throw error
    }
  }

  async function makeTwin(draftId: string, photo: DraftPhoto): Promise<void> {
    const original = await db.photos.get(photo.photo_id)
    const twin = original && (await parts.pictures.twinOf(original.bytes, original.mime))
    if (twin) await stored.addTwin(db, draftId, photo.photo_id, await rowOf(draftId, twin.bytes, twin.mime))
  }

  function twinOf(draftId: string, photo: DraftPhoto): Promise<void> {
    const known = twins.get(photo.photo_id)
    if (known !== undefined) return known
    const making = makeTwin(draftId, photo).catch(() => undefined)
    twins.set(photo.photo_id, making)
    return making
  }

  async function rowOf(owner: string, bytes: ArrayBuffer, mime: string): Promise<PhotoRow> {
    return { id: newId(), owner_id: owner, sha256: await sha256(bytes), bytes, mime, saved_at: now() }
  }

  async function sealStored(id: string): Promise<string> {
    const [sample, pack] = await Promise.all([fact(db, 'clock'), currentPack(db)])
    const facts = {
      now: now(),
      clock: clockReading(sample ?? null, now()),
      area_pack: pack?.pack.version ?? null,
      version: __APP_VERSION__,
    }
    const row = await watched(sealDraft(db, id, facts))
    await journalRow(parts.journal, row).catch(() => undefined)
    await parts.count()
    void parts.engine.poke('save')
    onSealed()
    return row.id
  }

  return {
    observe: (onChange) =>
      observeQuery(async (): Promise<Draft[]> => {
        const person = await factIn(db, 'person')
        return stored.draftsOf(db, person?.id ?? stored.NOBODY)
      }, onChange),
    get: (id) => db.drafts.get(id),
    async begin() {
      const person = await fact(db, 'person')
      await ensureRoom()
      const draft = stored.newDraft(newId(), person?.id ?? stored.NOBODY, now())
      await watched(stored.addDraft(db, draft))
      return draft
    },
    change: (id, change) => watched(stored.changeDraft(db, id, change, now())),
    awaitPhoto: (id, role) => watched(stored.awaitPhoto(db, id, role, now())),
    async addPhoto(id, taken, { role, source, taken_at }) {
      // First of all: a picked file can vanish while anything else is awaited.
      const bytes = await taken.arrayBuffer().catch((error: unknown) => {
        throw new StorageTrouble('missing', error)
      })
      const row = await rowOf(id, bytes, mediaTypeOf(bytes))
      const { sha256: hash, mime } = row
      const photo: DraftPhoto = { photo_id: row.id, sha256: hash, bytes: bytes.byteLength, mime, role, source, taken_at, twin: null }
      await watched(stored.addPhoto(db, id, photo, row, now()))
      void twinOf(id, photo)
      return photo
    },
    removePhoto: (id, photoId) => stored.removePhoto(db, id, photoId, now()),
    discard: (id) => stored.discardDraft(db, id),
    async seal(id) {
      const draft = await db.drafts.get(id)
      const open = (draft?.photos ?? []).filter((photo) => photo.twin === null)
      const made = Promise.all(open.map((photo) => twinOf(id, photo)))
      await Promise.race([made, new Promise((resolve) => setTimeout(resolve, TWIN_PATIENCE_MS))])
      const sealed = await sealStored(id)
      for (const photo of draft?.photos ?? []) twins.delete(photo.photo_id)
      return sealed
    },
    sealStored,
  }
}
