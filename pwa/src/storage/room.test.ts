import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import type { Receipt, ReceiptLevel } from '@/domain/receipt'
import type { ReportView } from '@/domain/views'

import { draftWith, freshDatabase, NOW, photoOf, SEALING } from './bench.testing'
import type { PhoneDatabase } from './database'
import { addPhoto, addTwin, changeDraft } from './drafts'
import { TRIAL_BYTES, tryWriting } from './keeping'
import { applyChanges, mirrorState } from './mirror'
import { swapPack } from './packs'
import { receivedPack } from '@/domain/packs.testing'
import { fullDisk } from './quota.testing'
import { createRoomMaker } from './room'
import { createRowStore } from './rows'
import { saveTx } from './saveTx'
import { sealDraft } from './sealing'

let db: PhoneDatabase

beforeEach(async () => {
  db = await freshDatabase()
  db.makeRoom = createRoomMaker(db)
})
afterEach(() => {
  vi.restoreAllMocks()
  db.close()
})

async function sealed(id: string, twin = false): Promise<void> {
  await draftWith(db, id, [`original of ${id}`])
  if (twin) await addTwin(db, id, `${id}-0`, photoOf(id, `${id}-twin`, `small ${id}`).row)
  await sealDraft(db, id, SEALING)
}

async function delivered(id: string, level: ReceiptLevel): Promise<void> {
  await sealed(id)
  await db.outbox.update(id, { phase: 'delivered', delivered_at: NOW, receipt: { level } as Receipt })
}

const photos = async () => (await db.photos.toArray()).map(({ id }) => id).sort()

describe('a full phone', () => {
  it('gives up what can be had again, the least dear first, and nothing that exists only here', async () => {
    await applyChanges(db, [{ id: 'm', report: { id: 'm' } as ReportView }], 'c1', await mirrorState(db))
    await swapPack(db, receivedPack('v'), NOW)
    await delivered('there', 'photos')
    await delivered('backed', 'backed-up')
    await sealed('open', true)
    await sealed('bare')
    await draftWith(db, 'draft', ['in hand'])
    const free = () => db.makeRoom('report')

    expect(await free()).toBe(true)
    expect([await db.reports.count(), await db.facts.get('cursor')]).toEqual([0, undefined])
    expect(await photos()).toHaveLength(6)
    expect(await free()).toBe(true)
    expect(await photos()).toEqual(['bare-0', 'draft-0', 'open-0', 'open-twin', 'there-0'])
    expect(await free()).toBe(true)
    expect(await photos()).toEqual(['bare-0', 'draft-0', 'open-0', 'open-twin'])
    expect(await free()).toBe(true)
    expect(await photos()).toEqual(['bare-0', 'draft-0', 'open-twin'])
    expect((await db.outbox.get('open'))?.photos[0]).toMatchObject({ photo_id: 'open-twin', original_id: null })
    expect(await free()).toBe(true)
    expect(await db.packs.count()).toBe(0)
    expect(await free()).toBe(false)
    expect([await photos(), await db.outbox.count(), await db.drafts.count()]).toEqual([['bare-0', 'draft-0', 'open-twin'], 4, 1])
  })

  it('keeps an original whose copy is damaged', async () => {
    await sealed('open', true)
    await db.photos.update('open-twin', { bytes: new TextEncoder().encode('rot').buffer })
    expect(await db.makeRoom('report')).toBe(false)
    expect(await photos()).toEqual(['open-0', 'open-twin'])
  })

  it('keeps photos of a report whose receipt says text only', async () => {
    await delivered('a', 'text')
    expect(await db.makeRoom('report')).toBe(false)
    expect(await photos()).toEqual(['a-0'])
  })
})

describe('what is given up on a full phone', () => {
  it('is not what a restored server asked for again in the same moment', async () => {
    await delivered('there', 'photos')
    const owners = db.photos.orderBy.bind(db.photos)
    vi.spyOn(db.photos, 'orderBy').mockImplementationOnce(((key: string) => ({
      uniqueKeys: async () => {
        const keys = await owners(key).uniqueKeys()
        await db.outbox.update('there', { phase: 'waiting' })
        return keys
      },
    })) as never)
    await db.makeRoom('report')
    expect(await photos()).toEqual(['there-0'])
  })

  it('is found also beside a row of a newer version', async () => {
    await sealed('newer')
    await db.outbox.update('newer', { kind: 'signature' as never, photos: { of: 'another shape' } as never, sealed_at: 0 })
    await sealed('open', true)
    expect(await db.makeRoom('report')).toBe(true)
    expect(await photos()).toEqual(['newer-0', 'open-twin'])
  })
})

describe('a write for which there is no room', () => {
  /** Each step of a report, as it is written. */
  const steps: [string, () => Promise<unknown>][] = [
    ['a word', () => changeDraft(db, 'd', { note: 'typed' }, NOW)],
    ['a photo', () => addPhoto(db, 'd', photoOf('d', 'p', 'new').photo, photoOf('d', 'p', 'new').row, NOW)],
    ['the sealing', () => sealDraft(db, 'd', SEALING)],
  ]

  const twin = () => addTwin(db, 'd', 'd-0', photoOf('d', 't', 'small').row)

  it.each(steps)('goes through once something was freed: %s', async (_step, write) => {
    await applyChanges(db, [{ id: 'm', report: { id: 'm' } as ReportView }], 'c1', await mirrorState(db))
    await delivered('there', 'photos')
    await draftWith(db, 'd', ['one'])
    const disk = fullDisk(2)
    await write()
    expect(disk.refused()).toBe(2)
    expect([await db.reports.count(), await db.photos.get('there-0')]).toEqual([0, undefined])
  })

  it('goes through once the mirror was freed: that a report arrived, with which its originals go', async () => {
    await applyChanges(db, [{ id: 'm', report: { id: 'm' } as ReportView }], 'c1', await mirrorState(db))
    await delivered('there', 'photos')
    await sealed('open', true)
    const disk = fullDisk(1)
    await createRowStore(db, () => Promise.resolve()).settle('open', { phase: 'delivered' }, ['open-0'])
    expect(disk.refused()).toBe(1)
    expect([await db.reports.count(), await photos()]).toEqual([0, ['open-twin', 'there-0']])
  })

  it('costs nothing but photos that are backed up when it comes again by itself: a smaller copy', async () => {
    await applyChanges(db, [{ id: 'm', report: { id: 'm' } as ReportView }], 'c1', await mirrorState(db))
    await delivered('there', 'photos')
    await delivered('backed', 'backed-up')
    await draftWith(db, 'd', ['one'])
    const disk = fullDisk(2)
    await expect(twin()).rejects.toMatchObject({ trouble: 'full' })
    expect(disk.refused()).toBe(2)
    expect([await db.reports.count(), await photos()]).toEqual([1, ['d-0', 'there-0']])
    await twin()
  })

  it.each([...steps, ['a smaller copy', twin] as const])('is refused at commit, after every request succeeded, and leaves all as it was: %s', async (_step, write) => {
    await draftWith(db, 'd', ['one'])
    const before = [await db.drafts.toArray(), await db.outbox.toArray(), await photos(), await db.facts.get('chain')]
    const disk = fullDisk(Infinity)
    await expect(write()).rejects.toMatchObject({ trouble: 'full' })
    expect(disk.succeeded()).toBeGreaterThan(0)
    disk.grow()
    expect([await db.drafts.toArray(), await db.outbox.toArray(), await photos(), await db.facts.get('chain')]).toEqual(before)
    await write()
  })

  describe('that is only a trial', () => {
    beforeEach(async () => {
      await applyChanges(db, [{ id: 'm', report: { id: 'm' } as ReportView }], 'c1', await mirrorState(db))
      await swapPack(db, receivedPack('v'), NOW)
      await sealed('open', true)
      for (const id of ['first', 'second']) await delivered(id, 'photos')
    })
    const weigh = (id: string, bytes: number) => db.photos.update(id, { bytes: new ArrayBuffer(bytes) })
    const kept = async () => [await db.reports.count(), await db.packs.count()]

    it('costs nothing where all that could be freed were not enough', async () => {
      await weigh('first-0', TRIAL_BYTES - 1000)
      const before = await photos()
      fullDisk(Infinity)
      await expect(tryWriting(db, NOW, 10)).rejects.toMatchObject({ trouble: 'full' })
      expect([await photos(), await kept()]).toEqual([before, [1, 3]])
    })

    it('gives up delivered photos and then spare originals until it has room, never the pack or the mirror', async () => {
      await weigh('second-0', TRIAL_BYTES - 5)
      await weigh('open-0', TRIAL_BYTES / 2)
      const disk = fullDisk(1)
      await tryWriting(db, NOW, 10)
      expect(disk.refused()).toBe(1)
      expect([await photos(), await kept()]).toEqual([['open-0', 'open-twin'], [1, 3]])
      await delivered('third', 'photos')
      await weigh('third-0', TRIAL_BYTES / 2)
      vi.restoreAllMocks()
      const again = fullDisk(1)
      await tryWriting(db, NOW, 10)
      expect(again.refused()).toBe(1)
      expect([await photos(), await kept()]).toEqual([['open-twin'], [1, 3]])
    })
  })

  it('frees once for two that wait', async () => {
    await applyChanges(db, [{ id: 'm', report: { id: 'm' } as ReportView }], 'c1', await mirrorState(db))
    await delivered('there', 'photos')
    expect(await Promise.all([db.makeRoom('report'), db.makeRoom('report')])).toEqual([true, true])
    expect(await photos()).toEqual(['there-0'])
    expect(await db.makeRoom('report')).toBe(true)
    expect(await db.makeRoom('report')).toBe(false)
  })

  it('is refused as full also where the means to free cannot be loaded', async () => {
    await draftWith(db, 'd', ['one'])
    db.makeRoom = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'))
    fullDisk(1)
    await expect(changeDraft(db, 'd', { note: 'typed' }, NOW)).rejects.toMatchObject({ trouble: 'full' })
  })

  it('does not wait for itself while it frees', async () => {
    await applyChanges(db, [{ id: 'm', report: { id: 'm' } as ReportView }], 'c1', await mirrorState(db))
    fullDisk(Infinity)
    const write = saveTx(db, [db.facts], () => db.facts.put({ key: 'word', value: 'x' }))
    await expect(write).rejects.toMatchObject({ trouble: 'full' })
  })
})
