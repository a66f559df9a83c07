/**
 * Keeps drafts, one row each, and their photos. Every change is on disk before the promise resolves.
 * Must not know cameras or screens.
 */
import type { Draft, DraftChange, DraftPhoto } from '@/domain/draft'
import { NO_SUBJECT, type PhotoRole } from '@/domain/report'

import type { PhoneDatabase, PhotoRow } from './database'
import { inEitherForm, storedPhoto } from './photoRows'
import { FOR_REPORT, saveTx } from './saveTx'
import { StorageTrouble } from './trouble'

export function newDraft(id: string, authorId: string, now: number): Draft {
  const at = new Date(now).toISOString()
  return {
    id,
    author_id: authorId,
    created_at: at,
    updated_at: at,
    captured_at: at,
    awaiting_photo: null,
    position: null,
    category: null,
    note: '',
    handled_on_spot: false,
    segment_choice: null,
    subject: { ...NO_SUBJECT },
    supersedes: null,
    photos: [],
  }
}

export async function addDraft(db: PhoneDatabase, draft: Draft, photos: PhotoRow[] = []): Promise<void> {
  await inEitherForm(db, (form) =>
    saveTx(
      db,
      [db.drafts, db.photos],
      async () => {
        await db.photos.bulkPut(photos.map((photo) => storedPhoto(photo, form)))
        await db.drafts.put(draft)
      },
      FOR_REPORT,
    ),
  )
}

/** The draft after `change`; rejects with trouble `missing` when it is gone. */
async function changeIn(db: PhoneDatabase, id: string, now: number, change: (draft: Draft) => Partial<Draft>): Promise<Draft> {
  const draft = await db.drafts.get(id)
  if (draft === undefined) throw new StorageTrouble('missing')
  const next = { ...draft, ...change(draft), updated_at: new Date(now).toISOString() }
  await db.drafts.put(next)
  return next
}

export function changeDraft(db: PhoneDatabase, id: string, fields: DraftChange, now: number): Promise<Draft> {
  return saveTx(db, [db.drafts], () => changeIn(db, id, now, () => fields), FOR_REPORT)
}

export function awaitPhoto(db: PhoneDatabase, id: string, role: PhotoRole | null, now: number): Promise<Draft> {
  return saveTx(db, [db.drafts], () => changeIn(db, id, now, () => ({ awaiting_photo: role })), FOR_REPORT)
}

/** Bytes and their mention in the draft in one transaction; the first photo dates the observation. */
export function addPhoto(db: PhoneDatabase, id: string, photo: DraftPhoto, row: PhotoRow, now: number): Promise<Draft> {
  return inEitherForm(db, (form) =>
    saveTx(
      db,
      [db.drafts, db.photos],
      async () => {
        await db.photos.put(storedPhoto(row, form))
        return changeIn(db, id, now, (draft) => ({
          awaiting_photo: null,
          captured_at: draft.photos.length === 0 ? photo.taken_at : draft.captured_at,
          photos: [...draft.photos.filter((other) => other.photo_id !== photo.photo_id), photo],
        }))
      },
      FOR_REPORT,
    ),
  )
}

/** Adds the smaller copy that will be sent; does nothing when draft or photo are gone meanwhile. */
export async function addTwin(db: PhoneDatabase, id: string, photoId: string, twin: PhotoRow): Promise<void> {
  const named = { photo_id: twin.id, sha256: twin.sha256, bytes: twin.bytes.byteLength, mime: twin.mime }
  await inEitherForm(db, (form) =>
    saveTx(db, [db.drafts, db.photos], async () => {
      const draft = await db.drafts.get(id)
      if (draft?.photos.some((photo) => photo.photo_id === photoId && photo.twin === null) !== true) return
      const photos = draft.photos.map((photo) => (photo.photo_id === photoId ? { ...photo, twin: named } : photo))
      await db.photos.put(storedPhoto(twin, form))
      await db.drafts.put({ ...draft, photos })
    }),
  )
}

export function removePhoto(db: PhoneDatabase, id: string, photoId: string, now: number): Promise<Draft> {
  return saveTx(db, [db.drafts, db.photos], async () => {
    const gone = (await db.drafts.get(id))?.photos.find((photo) => photo.photo_id === photoId)
    await db.photos.bulkDelete(gone?.twin ? [photoId, gone.twin.photo_id] : [photoId])
    return changeIn(db, id, now, (draft) => ({ photos: draft.photos.filter((photo) => photo.photo_id !== photoId) }))
  })
}

/** Lets go of smaller copies that no longer have their hash or are gone; their originals travel instead. */
export async function dropTwins(db: PhoneDatabase, id: string, photoIds: readonly string[]): Promise<void> {
  await saveTx(db, [db.drafts, db.photos], async () => {
    const draft = await db.drafts.get(id)
    if (draft === undefined) return
    const gone = draft.photos.flatMap(({ photo_id, twin }) => (twin !== null && photoIds.includes(photo_id) ? [twin.photo_id] : []))
    const photos = draft.photos.map((photo) => (photoIds.includes(photo.photo_id) ? { ...photo, twin: null } : photo))
    await db.photos.bulkDelete(gone)
    await db.drafts.put({ ...draft, photos })
  })
}

/** Deletes the draft and its photos, by id only. */
export async function discardDraft(db: PhoneDatabase, id: string): Promise<void> {
  await saveTx(db, [db.drafts, db.photos], async () => {
    const draft = await db.drafts.get(id)
    if (draft === undefined) return
    await db.photos.where('owner_id').equals(id).delete()
    await db.drafts.delete(id)
  })
}

/** Author of what was begun while nobody was signed in; sealed it names none, and who carries it becomes the author. */
export const NOBODY = ''

/** Drafts of this person and those of nobody yet, last touched first. */
export async function draftsOf(db: PhoneDatabase, authorId: string): Promise<Draft[]> {
  const drafts = await db.drafts.where('author_id').anyOf([authorId, NOBODY]).toArray()
  return drafts.sort((a, b) => b.updated_at.localeCompare(a.updated_at))
}
