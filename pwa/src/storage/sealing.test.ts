import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { sha256Now } from '@/domain/digest'
import { readManifest } from '@/domain/report'

import { draftWith, freshDatabase, NOW, photoOf, SEALING } from './bench.testing'
import type { PhoneDatabase } from './database'
import { addDraft, addPhoto, addTwin, awaitPhoto, changeDraft, discardDraft, draftsOf, newDraft, removePhoto } from './drafts'
import { createRowStore } from './rows'
import { sealDraft } from './sealing'

let db: PhoneDatabase

beforeEach(async () => {
  db = await freshDatabase()
})
afterEach(() => db.close())

describe('a draft', () => {
  it('remembers the slot the camera was opened for until the photo is there', async () => {
    await draftWith(db, 'd1', [])
    await awaitPhoto(db, 'd1', 'close', NOW)
    expect((await db.drafts.get('d1'))?.awaiting_photo).toBe('close')
    const { photo, row } = photoOf('d1', 'p1', 'bytes')
    const draft = await addPhoto(db, 'd1', photo, row, NOW)
    expect(draft).toMatchObject({ awaiting_photo: null, captured_at: photo.taken_at, photos: [{ photo_id: 'p1' }] })
  })

  it('keeps three photos that all come as image.jpg with the same bytes', async () => {
    await draftWith(db, 'd1', ['same', 'same', 'same'])
    expect((await db.drafts.get('d1'))?.photos).toHaveLength(3)
    expect(await db.photos.count()).toBe(3)
  })

  it('is dated by its first photo only', async () => {
    await draftWith(db, 'd1', ['one'])
    const { photo, row } = photoOf('d1', 'late', 'two')
    const draft = await addPhoto(db, 'd1', { ...photo, taken_at: '2026-11-20T09:00:00.000Z' }, row, NOW)
    expect(draft.captured_at).toBe('2026-11-20T08:15:31.000Z')
  })

  it('loses a photo together with its twin, and nothing else', async () => {
    await draftWith(db, 'd1', ['one', 'two'])
    await addTwin(db, 'd1', 'd1-0', photoOf('d1', 'twin', 'small').row)
    const draft = await removePhoto(db, 'd1', 'd1-0', NOW)
    expect(draft.photos.map((photo) => photo.photo_id)).toEqual(['d1-1'])
    expect((await db.photos.toArray()).map((row) => row.id)).toEqual(['d1-1'])
  })

  it('takes no twin for a photo that is gone', async () => {
    await draftWith(db, 'd1', [])
    await addTwin(db, 'd1', 'gone', photoOf('d1', 'twin', 'small').row)
    expect(await db.photos.count()).toBe(0)
  })

  it('is discarded alone', async () => {
    await draftWith(db, 'd1', ['one'])
    await draftWith(db, 'd2', ['two'])
    await discardDraft(db, 'd1')
    expect((await draftsOf(db, 'person-1')).map((draft) => draft.id)).toEqual(['d2'])
    expect((await db.photos.toArray()).map((row) => row.owner_id)).toEqual(['d2'])
  })

  it('that is gone refuses changes', async () => {
    await expect(changeDraft(db, 'nobody', { note: 'x' }, NOW)).rejects.toMatchObject({ trouble: 'missing' })
  })

  it('is shown to its author only', async () => {
    await draftWith(db, 'd1', [], 'person-1')
    await draftWith(db, 'd2', [], 'person-2')
    expect((await draftsOf(db, 'person-2')).map((draft) => draft.id)).toEqual(['d2'])
  })
})

describe('sealing a draft', () => {
  it('turns it into a row with the next number, and ends it, in one step', async () => {
    await draftWith(db, 'd1', ['one'])
    await changeDraft(db, 'd1', { category: 'sl2_out_of_shop', note: 'note' }, NOW)
    const row = await sealDraft(db, 'd1', SEALING)
    expect(await db.drafts.count()).toBe(0)
    expect(await db.outbox.get('d1')).toEqual(row)
    expect(row.sha256).toBe(sha256Now(new Uint8Array(row.bytes)))
    expect(readManifest(row.bytes)).toMatchObject({
      report_id: 'd1',
      author_id: 'person-1',
      device_id: 'device-1',
      device_seq: 1,
      prev_manifest_sha256: null,
      clock: SEALING.clock,
      area_pack: 'v1',
      category: 'sl2_out_of_shop',
      note: 'note',
      photos: [{ bytes: 3, orig_sha256: null, role: 'scene' }],
    })
  })

  it('gives two reports sealed at the same time different numbers and an unbroken chain', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e']
    for (const id of ids) await draftWith(db, id, [])
    const rows = await Promise.all(ids.map((id) => sealDraft(db, id, SEALING)))
    const bySeq = [...rows].sort((x, y) => x.device_seq - y.device_seq)
    expect(bySeq.map((row) => row.device_seq)).toEqual([1, 2, 3, 4, 5])
    const chain = bySeq.map((row) => readManifest(row.bytes).prev_manifest_sha256)
    expect(chain).toEqual([null, ...bySeq.slice(0, -1).map((row) => row.sha256)])
  })

  it('twice gives the same bytes and no second number', async () => {
    await draftWith(db, 'd1', [])
    const [first, second] = [await sealDraft(db, 'd1', SEALING), await sealDraft(db, 'd1', { ...SEALING, now: NOW + 9 })]
    expect(second).toEqual(first)
    await draftWith(db, 'd2', [])
    expect((await sealDraft(db, 'd2', SEALING)).device_seq).toBe(2)
  })

  it('names the twin as what travels and the original beside it', async () => {
    await draftWith(db, 'd1', ['original'])
    const twin = photoOf('d1', 'twin', 'small')
    await addTwin(db, 'd1', 'd1-0', twin.row)
    const row = await sealDraft(db, 'd1', SEALING)
    expect(readManifest(row.bytes).photos[0]).toMatchObject({
      sha256: twin.photo.sha256,
      bytes: 5,
      orig_sha256: photoOf('d1', 'x', 'original').photo.sha256,
    })
    expect(row.photos[0]).toMatchObject({ photo_id: 'twin', original_id: 'd1-0' })
    expect(await db.photos.count()).toBe(2)
  })

  it('of a correction lets the replaced report follow the new one', async () => {
    await draftWith(db, 'old', [])
    await sealDraft(db, 'old', SEALING)
    await addDraft(db, { ...newDraft('new', 'person-1', NOW), supersedes: 'old' })
    await sealDraft(db, 'new', SEALING)
    expect(await db.outbox.get('old')).toMatchObject({ replaced_by: 'new', phase: 'waiting' })
  })

  it('without a draft stores nothing', async () => {
    await expect(sealDraft(db, 'nobody', SEALING)).rejects.toMatchObject({ trouble: 'missing' })
    expect(await db.outbox.count()).toBe(0)
  })
})

describe('the rows of the outbox', () => {
  it('change one by one, and photos let go leave in the same step', async () => {
    let changes = 0
    const rows = createRowStore(db, async () => void (changes += 1))
    await draftWith(db, 'd1', ['one', 'two'])
    await sealDraft(db, 'd1', SEALING)
    await rows.update('d1', (row) => ({ failures: row.failures + 1 }))
    expect((await rows.waiting()).map((row) => row.failures)).toEqual([1])
    await rows.settle('d1', { phase: 'delivered', delivered_at: NOW }, ['d1-0'])
    expect([(await rows.waiting()).length, (await rows.delivered()).length]).toEqual([0, 1])
    expect((await db.photos.toArray()).map((row) => row.id)).toEqual(['d1-1'])
    await rows.forget('d1')
    expect([await db.outbox.count(), await db.photos.count(), changes]).toEqual([0, 0, 1])
  })

  it('stay untouched when nothing is decided or the row is gone', async () => {
    const rows = createRowStore(db, () => Promise.resolve())
    await draftWith(db, 'd1', [])
    const sealed = await sealDraft(db, 'd1', SEALING)
    await rows.update('d1', () => undefined)
    await rows.update('nobody', () => ({ failures: 9 }))
    expect(await db.outbox.toArray()).toEqual([sealed])
  })
})

describe('an answer to a case', () => {
  const reply_to = { case_no: '4101042026112000081', verb: 'check-fail' as const, answers: { q1: true, q2: false }, rev: 5 }

  it('is sealed, numbered and chained like any report, and says what it answers', async () => {
    await draftWith(db, 'd1', ['one'])
    await changeDraft(db, 'd1', { reply_to, category: 'manhole_broken', note: 'still noisy' }, NOW)
    const row = await sealDraft(db, 'd1', SEALING)
    const manifest = readManifest(row.bytes)
    expect(manifest).toMatchObject({ reply_to, category: 'manhole_broken', device_seq: 1, photos: [{ role: 'scene' }] })
    expect(Object.keys(manifest).at(-1)).toBe('reply_to')
    expect([row.kind, row.phase, await db.drafts.count()]).toEqual(['report', 'waiting', 0])
  })

  it('goes without any picture, and a finding says neither what it answers nor what it joins', async () => {
    await draftWith(db, 'claim', [])
    await changeDraft(db, 'claim', { reply_to: { ...reply_to, verb: 'claim' } }, NOW)
    expect(readManifest((await sealDraft(db, 'claim', SEALING)).bytes)).toMatchObject({ photos: [], reply_to: { verb: 'claim' } })
    await draftWith(db, 'other', ['one'])
    await changeDraft(db, 'other', { joins: null }, NOW)
    const finding = readManifest((await sealDraft(db, 'other', SEALING)).bytes)
    expect(['reply_to' in finding, 'joins' in finding]).toEqual([false, false])
  })

  it('names the open case that a report adds to', async () => {
    await draftWith(db, 'more', ['one'])
    await changeDraft(db, 'more', { joins: reply_to.case_no }, NOW)
    expect(readManifest((await sealDraft(db, 'more', SEALING)).bytes).joins).toBe(reply_to.case_no)
  })
})
