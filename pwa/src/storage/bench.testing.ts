/** A fresh database per test, in memory, with a device chain. */
import 'fake-indexeddb/auto'

import type { DraftPhoto } from '@/domain/draft'
import { sha256Now } from '@/domain/digest'

import { PhoneDatabase, type PhotoRow } from './database'
import { addDraft, addPhoto, newDraft } from './drafts'
import { chainOf } from './facts'
import type { SealingFacts } from './sealing'

export const NOW = Date.parse('2026-11-20T08:15:30.123Z')
export const SEALING: SealingFacts = { now: NOW, clock: { offset_ms: -120, age_s: 60 }, area_pack: 'v1', version: '1.0.0' }

let count = 0

export async function freshDatabase(): Promise<PhoneDatabase> {
  const db = new PhoneDatabase(`test-${(count += 1)}`)
  await chainOf(db, () => 'device-1')
  return db
}

export function photoOf(owner: string, id: string, text: string): { photo: DraftPhoto; row: PhotoRow } {
  const bytes = new TextEncoder().encode(text)
  const sha256 = sha256Now(bytes)
  const row: PhotoRow = { id, owner_id: owner, sha256, bytes: bytes.buffer, mime: 'image/jpeg', saved_at: NOW }
  const photo: DraftPhoto = {
    photo_id: id,
    sha256,
    bytes: bytes.length,
    mime: 'image/jpeg',
    role: 'scene',
    source: 'camera',
    taken_at: '2026-11-20T08:15:31.000Z',
    twin: null,
  }
  return { photo, row }
}

/** A draft on disk with one photo per text. */
export async function draftWith(db: PhoneDatabase, id: string, texts: string[], author = 'person-1'): Promise<void> {
  await addDraft(db, newDraft(id, author, NOW))
  for (const [index, text] of texts.entries()) {
    const { photo, row } = photoOf(id, `${id}-${index}`, text)
    await addPhoto(db, id, photo, row, NOW)
  }
}
