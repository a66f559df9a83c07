import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import type { AreaPack } from '@/domain/geography'
import { receivedPack } from '@/domain/packs.testing'

import { freshDatabase, NOW } from './bench.testing'
import type { PhoneDatabase } from './database'
import { observeQuery } from './observe'
import { confirmPack, forgetPack, packCategories, packHead, packHeadIn, storedPack, swapPack } from './packs'
import { fullDisk } from './quota.testing'

const category = { slug: 'x', group: 'g', name_zh: '事', name_en: 'thing', photos_min: 1 }
const first = receivedPack('v1', { categories: [category] }, '"1"')
const second = receivedPack('v2', {}, '"2"')
let db: PhoneDatabase

beforeEach(async () => {
  db = await freshDatabase()
})
afterEach(() => {
  vi.restoreAllMocks()
})

const lying = async () => [(await packHead(db))?.version, await storedPack(db), (await packCategories(db)).length]

describe('the area pack', () => {
  it('is one, swapped whole', async () => {
    await swapPack(db, first, NOW)
    await swapPack(db, second, NOW + 1)
    expect(await packHead(db)).toMatchObject({ version: 'v2', sha256: second.sha256, etag: '"2"', fetched_at: NOW + 1, segments: 1, cells: 1 })
    expect(await storedPack(db)).toEqual({ json: second.json, sha256: second.sha256 })
    expect(await packCategories(db)).toEqual([])
  })

  it('is another one when only the catalogue changed', async () => {
    await swapPack(db, receivedPack('v1'), NOW)
    await swapPack(db, first, NOW + 1)
    expect([await packCategories(db), (await packHead(db))?.sha256]).toEqual([[category], first.sha256])
  })

  it.each([1, 2, 3])('stays as it was when the disk is full at write %i of the next one', async (writes) => {
    await swapPack(db, first, NOW)
    const before = await lying()
    const put = IDBObjectStore.prototype.put
    let left = writes
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
      if ((left -= 1) === 0) throw new DOMException('full', 'QuotaExceededError')
      return put.apply(this, args)
    })
    await expect(swapPack(db, second, NOW + 1)).rejects.toMatchObject({ trouble: 'full' })
    expect(left).toBeLessThanOrEqual(0)
    expect(await lying()).toEqual(before)
  })

  it('stays as it was when all was written and the commit fails', async () => {
    await swapPack(db, first, NOW)
    const before = await lying()
    const disk = fullDisk(Infinity)
    await expect(swapPack(db, second, NOW + 1)).rejects.toMatchObject({ trouble: 'full' })
    expect(disk.succeeded()).toBeGreaterThanOrEqual(3)
    expect(await lying()).toEqual(before)
  })

  it('is never seen half by somebody who follows it', async () => {
    const seen: unknown[] = []
    const stop = observeQuery(async () => [(await packHeadIn(db))?.sha256, (await db.packs.get('body'))?.slot], (now) => seen.push(now))
    await swapPack(db, first, NOW)
    await swapPack(db, second, NOW)
    await vi.waitFor(() => expect(seen.at(-1)).toEqual([second.sha256, 'body']))
    stop()
    expect(seen.every((now) => [undefined, first.sha256, second.sha256].includes((now as string[])[0]))).toBe(true)
  })

  it('is confirmed only while it is still the one that was asked about', async () => {
    await swapPack(db, second, NOW)
    await confirmPack(db, '"1"', NOW + 1)
    expect(await packHead(db)).toMatchObject({ etag: '"2"', fetched_at: NOW })
    await confirmPack(db, '"2"', NOW + 1)
    expect(await packHead(db)).toMatchObject({ version: 'v2', sha256: second.sha256, fetched_at: NOW + 1 })
    expect((await lying()).slice(1)).toEqual([{ json: second.json, sha256: second.sha256 }, 0])
  })

  it('is let go only while it is still the one that was found wanting', async () => {
    await swapPack(db, second, NOW)
    await forgetPack(db, first.sha256)
    expect((await packHead(db))?.version).toBe('v2')
    await forgetPack(db, second.sha256)
    expect([await packHead(db), await storedPack(db), await db.packs.count()]).toEqual([undefined, undefined, 0])
  })
})

describe('a pack that an older app fetched', () => {
  const plain: AreaPack = { ...first.pack, format: 1, version: 'old' }
  beforeEach(() => db.packs.put({ slot: 'current', pack: plain, etag: '"old"', fetched_at: NOW - 9 }))

  it('goes on being used', async () => {
    expect(await packHead(db)).toEqual({ version: 'old', sha256: null, etag: '"old"', fetched_at: NOW - 9, segments: 1, cells: 1 })
    expect(await storedPack(db)).toEqual({ plain })
    expect(await packCategories(db)).toEqual([category])
  })

  it('makes place for the first one of this app, and not before that is whole', async () => {
    const disk = fullDisk(Infinity)
    await expect(swapPack(db, second, NOW)).rejects.toMatchObject({ trouble: 'full' })
    expect((await packHead(db))?.version).toBe('old')
    disk.grow()
    await swapPack(db, second, NOW)
    expect([(await packHead(db))?.version, await db.packs.get('current')]).toEqual(['v2', undefined])
  })
})
