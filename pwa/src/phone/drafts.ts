/** Drafts for the screens: bytes to disk first, smaller copies behind, sealing at the end. */
import type { Draft, DraftPhoto } from '@/domain/draft'
import { sha256 } from '@/domain/digest'
import { isClip, mediaTypeOf } from '@/domain/media'
import type { PackCategory } from '@/domain/geography'
import { clockReading } from '@/domain/server-clock'
import { noteSealing } from '@/storage/canary'
import type { PhotoRow } from '@/storage/database'
import * as stored from '@/storage/drafts'
import { noteEvent } from '@/storage/events'
import { fact, factIn } from '@/storage/facts'
import { tryWriting } from '@/storage/keeping'
import { journalRow } from '@/storage/journal'
import { observeQuery } from '@/storage/observe'
import { isFromNewer } from '@/storage/opening'
import { packCategories, packHead } from '@/storage/packs'
import { proveOrSwitch, readPhoto, soundPhoto } from '@/storage/photoRows'
import { sealDraft } from '@/storage/sealing'
import { StorageTrouble } from '@/storage/trouble'

import { createDraftJournal } from './draftJournal'
import { createDraftLocks, type DraftLocks } from './draftLocks'
import type { Parts } from './parts'
import type { Drafts } from './types'

/** A trial write costs a tenth of a second and 5 MB of flash wear, so a good one counts for a while. */
const TRIAL_GOOD_FOR_MS = 10 * 60_000
/** Longer than this nobody waits for a smaller copy; the original travels. */
const TWIN_PATIENCE_MS = 3_000

interface DraftDeps {
  /** Runs once a report is in the outbox. */
  onSealed?: () => void
  /** Where the phone places a draft. */
  segmentOf?: (draft: Draft) => Promise<string | null>
  locks?: DraftLocks
}

export interface DraftsPart extends Drafts {
  /** Seals a draft whose smaller copies are made already. */
  sealStored(id: string): Promise<string>
  /** Puts what was typed last outside the database, too. */
  flush(): Promise<void>
}

export function createDrafts(parts: Parts, { onSealed, segmentOf, locks = createDraftLocks(undefined) }: DraftDeps = {}): DraftsPart {
  const { db, now, newId } = parts
  const twins = new Map<string, Promise<void>>()
  const journal = createDraftJournal(parts.outside.journal)
  let lastGoodTrial = -Infinity
  /** A first photo of this start was read back and had its hash. */
  let proven = false

  function mayWrite(): void {
    if (isFromNewer(db)) throw new StorageTrouble('newer')
  }

  async function ensureRoom(): Promise<void> {
    if (now() - lastGoodTrial < TRIAL_GOOD_FOR_MS) return
    await tryWriting(db, now())
    lastGoodTrial = now()
  }

  /** Remembers a failed write, so that the next report tests first and a supervisor hears of a full phone. */
  async function watched<T>(during: string, write: () => Promise<T>): Promise<T> {
    mayWrite()
    try {
      return await write()
    } catch (error) {
      lastGoodTrial = -Infinity
      if (error instanceof StorageTrouble && error.trouble === 'full') {
        await noteEvent(db, 'storage-full', { during }, { id: newId(), now: now() }).catch(() => undefined)
      }
      throw error
    }
  }

  /** Kept outside the database as well, for the case that it goes. */
  async function kept(during: string, write: () => Promise<Draft>): Promise<Draft> {
    const draft = await watched(during, write)
    journal.keep(draft)
    return draft
  }

  async function commitPhoto(id: string, photo: DraftPhoto, row: PhotoRow): Promise<void> {
    await kept('photo', () => stored.addPhoto(db, id, photo, row, now()))
    if (proven) return
    await watched('photo', () => proveOrSwitch(db, row))
    proven = true
  }

  async function makeTwin(draftId: string, photo: DraftPhoto): Promise<void> {
    if (isClip(photo.mime)) return
    const original = await readPhoto(db, photo.photo_id)
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

  /** A copy that rotted since it was made must not be what travels. */
  async function dropUnsound(draft: Draft): Promise<void> {
    const unsound: string[] = []
    for (const { photo_id, twin } of draft.photos) {
      if (twin !== null && (await soundPhoto(db, twin.photo_id)) === undefined) unsound.push(photo_id)
    }
    if (unsound.length > 0) await stored.dropTwins(db, draft.id, unsound)
  }

  async function sealStored(id: string): Promise<string> {
    const draft = await db.drafts.get(id)
    const segment = draft === undefined ? null : segmentOf?.(draft).catch(() => null)
    if (draft !== undefined) await dropUnsound(draft)
    const [sample, pack, categories, chain] = await Promise.all([
      fact(db, 'clock'),
      packHead(db),
      packCategories(db),
      fact(db, 'chain'),
    ])
    const facts = {
      now: now(),
      clock: clockReading(sample ?? null, now()),
      area_pack: pack?.version ?? null,
      version: __APP_VERSION__,
      segment_name: (await segment) ?? null,
      category_names: namesOf(categories, draft?.category),
    }
    noteSealing(parts.outside.boxes, (chain?.last_seq ?? 0) + 1)
    const row = await watched('seal', () => sealDraft(db, id, facts))
    await journalRow(db, parts.outside.journal, row).catch(() => undefined)
    await journal.drop(id)
    await parts.count()
    void parts.engine.poke('save')
    onSealed?.()
    return row.id
  }

  return {
    observe: (onChange) =>
      observeQuery(async (): Promise<Draft[]> => {
        const person = await factIn(db, 'person')
        return stored.draftsOf(db, person?.id ?? stored.NOBODY)
      }, onChange),
    async get(id) {
      const [draft, person] = await Promise.all([db.drafts.get(id), fact(db, 'person')])
      const own = draft !== undefined && [person?.id, stored.NOBODY].includes(draft.author_id)
      return own ? draft : undefined
    },
    async begin() {
      const person = await fact(db, 'person')
      await watched('begin', ensureRoom)
      const draft = stored.newDraft(newId(), person?.id ?? stored.NOBODY, now())
      await watched('begin', () => stored.addDraft(db, draft))
      return draft
    },
    change: (id, change) => kept('change', () => stored.changeDraft(db, id, change, now())),
    awaitPhoto: (id, role) => watched('change', () => stored.awaitPhoto(db, id, role, now())),
    async addPhoto(id, taken, { role, source, taken_at }) {
      // First of all: a picked file can vanish while anything else is awaited.
      const bytes = await taken.arrayBuffer().catch((error: unknown) => {
        throw new StorageTrouble('missing', error)
      })
      const row = await rowOf(id, bytes, mediaTypeOf(bytes, taken.type))
      const { sha256: hash, mime } = row
      const photo: DraftPhoto = { photo_id: row.id, sha256: hash, bytes: bytes.byteLength, mime, role, source, taken_at, twin: null }
      await commitPhoto(id, photo, row)
      void twinOf(id, photo)
      return photo
    },
    removePhoto: (id, photoId) => kept('change', () => stored.removePhoto(db, id, photoId, now())),
    async discard(id) {
      mayWrite()
      await journal.drop(id)
      await stored.discardDraft(db, id)
    },
    async seal(id) {
      mayWrite()
      const draft = await db.drafts.get(id)
      const open = (draft?.photos ?? []).filter((photo) => photo.twin === null)
      const made = Promise.all(open.map((photo) => twinOf(id, photo)))
      await Promise.race([made, new Promise((resolve) => setTimeout(resolve, TWIN_PATIENCE_MS))])
      const sealed = await sealStored(id)
      for (const photo of draft?.photos ?? []) twins.delete(photo.photo_id)
      return sealed
    },
    sealStored,
    flush: journal.flush,
    hold: locks.hold,
  }
}

function namesOf(categories: PackCategory[] | undefined, slug: string | null | undefined): [string, string] | null {
  const found = categories?.find((category) => category.slug === slug)
  return found === undefined ? null : [found.name_zh, found.name_en]
}
