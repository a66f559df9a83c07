import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { sha256 } from '@/domain/digest'
import { readManifest } from '@/domain/report'

import { draftWith, freshDatabase, NOW, photoOf, SEALING } from './bench.testing'
import { draftFromRow } from './correction'
import type { PhoneDatabase } from './database'
import { addTwin, changeDraft } from './drafts'
import { sealDraft } from './sealing'

let db: PhoneDatabase
let ids = 0
const deps = { now: NOW + 1000, newId: () => `new-${(ids += 1)}`, digest: sha256 }

beforeEach(async () => {
  db = await freshDatabase()
  ids = 0
  await draftWith(db, 'old', ['one', 'two'])
  await addTwin(db, 'old', 'old-0', photoOf('old', 'twin', 'small').row)
  await changeDraft(db, 'old', { note: 'a note', category: 'sl2_out_of_shop' }, NOW)
  await sealDraft(db, 'old', SEALING)
})
afterEach(() => db.close())

const spoil = (id: string) => db.photos.update(id, { bytes: new TextEncoder().encode('rot').buffer })

describe('correcting a sealed report', () => {
  it('opens a draft with its content, which replaces it once sealed', async () => {
    const before = await db.outbox.get('old')
    const draft = await draftFromRow(db, 'old', deps)
    expect(draft).toMatchObject({ supersedes: 'old', note: 'a note', category: 'sl2_out_of_shop', author_id: 'person-1' })
    expect(await db.drafts.get(draft.id)).toEqual(draft)
    expect(await db.outbox.get('old')).toEqual(before)
    const sealed = await sealDraft(db, draft.id, SEALING)
    const [then, now] = [readManifest(before!.bytes), readManifest(sealed.bytes)]
    expect(now.photos).toEqual(then.photos)
    expect([now.supersedes, now.captured_at, now.device_seq]).toEqual(['old', then.captured_at, 2])
  })

  it('that answers a case answers it again', async () => {
    const reply_to = { case_no: '4101042026112000081', verb: 'dispose' as const, answers: {}, rev: 5 }
    await draftWith(db, 'reply', ['three'])
    await changeDraft(db, 'reply', { reply_to }, NOW)
    await sealDraft(db, 'reply', SEALING)
    const draft = await draftFromRow(db, 'reply', deps)
    expect(readManifest((await sealDraft(db, draft.id, SEALING)).bytes)).toMatchObject({ reply_to, supersedes: 'reply' })
  })

  it('has photo rows of its own', async () => {
    const draft = await draftFromRow(db, 'old', deps)
    expect(await db.photos.where('owner_id').equals(draft.id).count()).toBe(3)
    expect(await db.photos.where('owner_id').equals('old').count()).toBe(3)
  })

  it('sends the sound original where the twin is damaged, and leaves out what is lost', async () => {
    await spoil('twin')
    await spoil('old-1')
    const draft = await draftFromRow(db, 'old', deps)
    expect(draft.photos).toHaveLength(1)
    expect(draft.photos[0]).toMatchObject({ sha256: photoOf('x', 'x', 'one').photo.sha256, twin: null })
  })

  it('keeps the twin where the original is gone', async () => {
    await db.photos.delete('old-0')
    const draft = await draftFromRow(db, 'old', deps)
    expect(draft.photos[0]).toMatchObject({ sha256: photoOf('x', 'x', 'small').photo.sha256, twin: null })
  })

  it('of a report that is not there is refused', async () => {
    await expect(draftFromRow(db, 'nobody', deps)).rejects.toMatchObject({ trouble: 'missing' })
  })
})
