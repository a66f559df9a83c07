/**
 * Opens a sealed report again as a new draft that will replace it. The sealed bytes stay as they are, and the new
 * draft has photo rows of its own, so that neither can take the other's photos with it.
 */
import type { Draft, DraftPhoto } from '@/domain/draft'
import { wordless, type PledgeDraft } from '@/domain/pledge'
import { readManifest, type Manifest, type ManifestPhoto } from '@/domain/report'
import type { OutboxRow, RowPhoto } from '@/outbox/types'

import type { PhoneDatabase, PhotoRow } from './database'
import { addDraft, newDraft } from './drafts'
import { readPhoto } from './photoRows'
import { readTx } from './saveTx'
import { StorageTrouble } from './trouble'

interface Deps {
  now: number
  newId: () => string
  digest: (bytes: ArrayBuffer) => Promise<string>
}

/** The new draft, on disk. Photos whose bytes are gone or damaged are left out, or replaced by a sound original. */
export async function draftFromRow(db: PhoneDatabase, rowId: string, deps: Deps): Promise<Draft> {
  const row = await readTx(db, () => db.outbox.get(rowId))
  if (row === undefined) throw new StorageTrouble('missing')
  const id = deps.newId()
  const copies = await copyPhotos(db, row, id, deps)
  const draft: Draft = { ...contentOf(row, id, deps.now), photos: copies.flatMap((copy) => copy.photo) }
  await addDraft(db, draft, copies.flatMap((copy) => copy.rows))
  return draft
}

function contentOf(row: OutboxRow, id: string, now: number): Draft {
  const { captured_at, position, category, note, handled_on_spot, segment_choice, segment_choice_why = null, subject, ...more } = readManifest(row.bytes)
  const { reply_to = null, joins = null, paper = null } = more
  const content = { captured_at, position, category, note, handled_on_spot, segment_choice, segment_choice_why, subject, reply_to, joins, paper }
  return { ...newDraft(id, row.author_id, now), ...content, pledge: pledgeFrom(more), supersedes: row.id }
}

/** What was signed stays as it was signed; a refusal brings no wording along that somebody could sign. */
function pledgeFrom({ pledge, pledge_reading: reading = [], refusal, reply_to }: Partial<Manifest>): PledgeDraft | null {
  if (pledge) {
    const { pledge_id: _id, position: _position, photos: _photos, ...words } = pledge
    return { words, reading, refusal: { reason: '', officers: [words.officer.work_number, ''] } }
  }
  return refusal ? { ...wordless(reply_to?.shop_id ?? ''), refusal } : null
}

interface Copy {
  photo: DraftPhoto
  rows: PhotoRow[]
}

async function copyPhotos(db: PhoneDatabase, row: OutboxRow, owner: string, deps: Deps): Promise<Copy[]> {
  const named = readManifest(row.bytes).photos
  const copies: Copy[] = []
  for (const [index, photo] of row.photos.entries()) {
    const sent = await soundCopy(db, photo.photo_id, owner, deps)
    const original = photo.original_id === null ? null : await soundCopy(db, photo.original_id, owner, deps)
    const copy = joined(named[index], photo, sent, original)
    if (copy !== null) copies.push(copy)
  }
  return copies
}

/** A copy of a photo row under a new id; null when its bytes are gone or no longer have their hash. */
async function soundCopy(db: PhoneDatabase, photoId: string, owner: string, deps: Deps): Promise<PhotoRow | null> {
  const row = await readTx(db, () => readPhoto(db, photoId))
  if (row === undefined || (await deps.digest(row.bytes)) !== row.sha256) return null
  return { ...row, id: deps.newId(), owner_id: owner, saved_at: deps.now }
}

function joined(named: ManifestPhoto | undefined, photo: RowPhoto, sent: PhotoRow | null, original: PhotoRow | null): Copy | null {
  const kept = original ?? sent
  if (named === undefined || kept === null) return null
  const twin = original !== null && sent !== null ? sent : null
  return {
    photo: {
      ...nameOf(kept),
      role: named.role,
      source: named.source,
      taken_at: named.taken_at,
      twin: twin === null || photo.damaged ? null : nameOf(twin),
    },
    rows: twin === null || photo.damaged ? [kept] : [kept, twin],
  }
}

function nameOf(row: PhotoRow) {
  return { photo_id: row.id, sha256: row.sha256, bytes: row.bytes.byteLength, mime: row.mime }
}
