import 'fake-indexeddb/auto'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { readManifest } from '@/domain/report'
import { reofferKept } from '@/outbox/reoffer'
import { latestCount } from '@/storage/canary'
import { DECLARED_VERSION } from '@/storage/database'
import { fullDisk } from '@/storage/quota.testing'
import { swapPack } from '@/storage/packs'
import { receivedPack } from '@/domain/packs.testing'

import { jpeg, phoneBench, SHOT, type PhoneBench } from './bench.testing'
import type { DraftsPart } from './drafts'

let b: PhoneBench
let drafts: DraftsPart

beforeEach(async () => {
  b = await phoneBench()
  drafts = b.drafts
})
afterEach(() => b.close())

const events = async () => (await b.parts.db.events.toArray()).map(({ kind, facts }) => [kind, facts])
const journaled = () => [...b.journal.keys()].sort()

describe('what is being typed', () => {
  it('is outside the database as well, a moment later', async () => {
    const draft = await drafts.begin()
    await drafts.change(draft.id, { note: 'half a sent' })
    await vi.waitFor(() => expect(journaled()).toEqual([`draft.${draft.id}`]), 3_000)
    expect(JSON.parse(b.journal.get(`draft.${draft.id}`) ?? '')).toMatchObject({ note: 'half a sent' })
  })

  it('is there at once when the page goes out of sight, the last words of it', async () => {
    const draft = await drafts.begin()
    await drafts.change(draft.id, { note: 'one' })
    await drafts.change(draft.id, { note: 'two' })
    await drafts.flush()
    expect(JSON.parse(b.journal.get(`draft.${draft.id}`) ?? '')).toMatchObject({ note: 'two' })
  })

  it('leaves before the draft is thrown away, and does not return', async () => {
    const draft = await drafts.begin()
    await drafts.change(draft.id, { note: 'one' })
    await drafts.flush()
    await drafts.change(draft.id, { note: 'two' })
    await drafts.discard(draft.id)
    await drafts.flush()
    expect(journaled()).toEqual([])
  })

  it('becomes the sealed report', async () => {
    b.server.fault = () => 'lose-request'
    const draft = await drafts.begin()
    await drafts.change(draft.id, { note: 'one' })
    await drafts.flush()
    await drafts.seal(draft.id)
    expect(journaled()).toEqual([draft.id])
  })
})

describe('a sealed report', () => {
  it('is counted with what a person would ask of a lost one', async () => {
    b.server.fault = () => 'lose-request'
    const category = { slug: 'x', group: 'g', name_zh: '\u4e8b', name_en: 'thing', photos_min: 2 }
    await swapPack(b.parts.db, receivedPack('v', { categories: [category] }), 0)
    const draft = await drafts.begin()
    await drafts.change(draft.id, { category: 'x' })
    await drafts.addPhoto(draft.id, jpeg('one'), SHOT)
    await drafts.seal(draft.id)
    expect((await latestCount(b.parts.outside.boxes))?.open).toEqual([
      {
        id: draft.id, seq: 1, captured_at: SHOT.taken_at, category: 'x', category_names: ['\u4e8b', 'thing'], segment: 'Elm 02', photos: 1,
      },
    ])
  })

  it('is saved, and sent, also where it cannot be counted', async () => {
    const draft = await drafts.begin()
    vi.spyOn(b.parts.outside.boxes.full, 'set').mockImplementation(() => {
      throw new Error('no')
    })
    expect(await drafts.seal(draft.id)).toBe(draft.id)
    await b.parts.engine.poke('save')
    expect([...b.server.reports.keys()]).toEqual([draft.id])
  })

  it('that a restored server asks for again is in the journal again', async () => {
    const draft = await drafts.begin()
    const id = await drafts.seal(draft.id)
    await b.parts.engine.poke('save')
    expect(journaled()).toEqual([])
    b.server.reports.clear()
    b.server.fault = () => (b.server.log.at(-1)?.startsWith('offer') ? 'none' : 'lose-request')
    await reofferKept(b.parts.ports)
    expect(journaled()).toEqual([id])
    b.server.fault = () => 'none'
    await b.parts.engine.poke('manual')
    expect([(await b.parts.db.outbox.get(id))?.phase, journaled()]).toEqual(['delivered', []])
  })

  it('whose text rotted goes out from the journal', async () => {
    b.server.fault = () => 'lose-request'
    const draft = await drafts.begin()
    const id = await drafts.seal(draft.id)
    await b.parts.engine.poke('save')
    const { bytes } = (await b.parts.db.outbox.get(id))!
    await b.parts.db.outbox.update(id, { bytes: new TextEncoder().encode('{"cut').buffer })
    b.server.fault = () => 'none'
    await b.parts.engine.poke('manual')
    expect(b.server.reports.get(id)?.bytes).toBe(new TextDecoder().decode(bytes))
  })

  it('has its number noted before it is given', async () => {
    await b.parts.count()
    const draft = await drafts.begin()
    vi.spyOn(b.parts.db.outbox, 'add').mockImplementation((() => {
      throw new RangeError('killed here')
    }) as never)
    await expect(drafts.seal(draft.id)).rejects.toThrow()
    expect(await latestCount(b.parts.outside.boxes)).toMatchObject({ sealing: 1, chain: { last_seq: 0 } })
  })

  it('sends the original where the copy rotted before sealing', async () => {
    b.twin.next = () => Promise.resolve({ bytes: Uint8Array.from([0xff, 0xd8, 0xff, 1]).buffer, mime: 'image/jpeg' })
    const draft = await drafts.begin()
    const photo = await drafts.addPhoto(draft.id, jpeg('original'), SHOT)
    await vi.waitFor(async () => expect((await drafts.get(draft.id))?.photos[0]?.twin).toBeTruthy())
    const twin = (await drafts.get(draft.id))!.photos[0]!.twin!
    await b.parts.db.photos.update(twin.photo_id, { bytes: Uint8Array.from([1, 2, 3, 4]).buffer })
    await drafts.seal(draft.id)
    const row = await b.parts.db.outbox.get(draft.id)
    expect(readManifest(row!.bytes).photos[0]).toMatchObject({ sha256: photo.sha256, orig_sha256: null })
    expect(await b.parts.db.photos.get(twin.photo_id)).toBeUndefined()
  })
})

describe('the first picture of a start', () => {
  it('is read back; one that did not stay is said at once', async () => {
    const draft = await drafts.begin()
    const get = vi.spyOn(b.parts.db.photos, 'get').mockResolvedValue(undefined as never)
    await expect(drafts.addPhoto(draft.id, jpeg('one'), SHOT)).rejects.toMatchObject({ trouble: 'lost' })
    get.mockRestore()
    await drafts.addPhoto(draft.id, jpeg('two'), SHOT)
    expect((await drafts.get(draft.id))?.photos).toHaveLength(2)
  })

  it('alone pays for it', async () => {
    const draft = await drafts.begin()
    await drafts.addPhoto(draft.id, jpeg('one'), SHOT)
    await vi.waitFor(async () => expect(await b.parts.db.photos.count()).toBe(1))
    const get = vi.spyOn(b.parts.db.photos, 'get')
    b.parts.pictures.twinOf = () => Promise.resolve(null)
    await drafts.addPhoto(draft.id, jpeg('two'), SHOT)
    // One read is for making the smaller copy.
    expect(get.mock.calls.length).toBeLessThanOrEqual(1)
  })
})

describe('a full phone', () => {
  it('is told to the supervisors, once', async () => {
    const draft = await drafts.begin()
    const disk = fullDisk(1)
    await expect(drafts.change(draft.id, { note: 'one' })).rejects.toMatchObject({ trouble: 'full' })
    expect(disk.refused()).toBe(1)
    vi.restoreAllMocks()
    await vi.waitFor(async () => expect(await events()).toHaveLength(1)) // else its row may be what the next disk refuses
    fullDisk(1)
    await expect(drafts.addPhoto(draft.id, jpeg('one'), SHOT)).rejects.toMatchObject({ trouble: 'full' })
    expect(await events()).toEqual([['storage-full', { during: 'change' }]])
    expect((await drafts.get(draft.id))?.photos).toEqual([])
  })
})

describe('an app older than its database', () => {
  it('writes nothing and still sends', async () => {
    const draft = await drafts.begin()
    const id = (await drafts.begin()).id
    await drafts.seal(id)
    await b.parts.engine.poke('save')
    const raw = b.parts.db.backendDB()
    vi.spyOn(b.parts.db, 'backendDB').mockReturnValue(
      new Proxy(raw, { get: (of, key) => (key === 'version' ? (DECLARED_VERSION + 1) * 10 : Reflect.get(of, key)) }),
    )
    const writes: (() => Promise<unknown>)[] = [
      () => drafts.begin(),
      () => drafts.change(draft.id, { note: 'x' }),
      () => drafts.awaitPhoto(draft.id, 'close'),
      () => drafts.addPhoto(draft.id, jpeg('one'), SHOT),
      () => drafts.seal(draft.id),
      () => drafts.discard(draft.id),
    ]
    for (const write of writes) await expect(Promise.resolve().then(write)).rejects.toMatchObject({ trouble: 'newer' })
    expect(await drafts.get(draft.id)).toEqual(draft)
    expect(b.server.reports.has(id)).toBe(true)
  })
})
