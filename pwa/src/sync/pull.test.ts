import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { receivedPack } from '@/domain/packs.testing'
import { Failure } from '@/domain/problem'
import { freshDatabase, NOW } from '@/storage/bench.testing'
import type { PhoneDatabase } from '@/storage/database'
import { packHead, storedPack, swapPack } from '@/storage/packs'
import { fullDisk } from '@/storage/quota.testing'

import { City } from './city.testing'
import { pullChanges, pullPack } from './pull'

const now = () => NOW
let db: PhoneDatabase
let city: City

beforeEach(async () => {
  db = await freshDatabase()
  city = new City()
})
afterEach(() => {
  vi.restoreAllMocks()
})

describe('the area pack of the server', () => {
  it('is taken when it is another one, also when only its lists are', async () => {
    await swapPack(db, receivedPack('v1', {}, '"before"'), NOW - 9)
    expect(await pullPack(db, city, now)).toBe(true)
    expect(await packHead(db)).toMatchObject({ version: 'v1', etag: 'v1', fetched_at: NOW })
    expect(await pullPack(db, city, now)).toBe(false)
    expect(city.asked).toEqual(['pack "before"', 'pack v1'])
  })

  it('is of today when the server says that it still is the one, also on a phone that was offline for weeks', async () => {
    const old = receivedPack('v1', {}, 'v1')
    await swapPack(db, old, NOW - 30 * 86_400_000)
    expect(await pullPack(db, city, now)).toBe(false)
    expect(await packHead(db)).toMatchObject({ version: 'v1', sha256: old.sha256, fetched_at: NOW })
    expect(await storedPack(db)).toEqual({ json: old.json, sha256: old.sha256 })
  })

  it('leaves the one here in its place when it does not come whole', async () => {
    await swapPack(db, receivedPack('v0'), NOW - 9)
    city.failure = new Failure('not-our-server', 200)
    await expect(pullPack(db, city, now)).rejects.toThrow(Failure)
    expect(await packHead(db)).toMatchObject({ version: 'v0', fetched_at: NOW - 9 })
  })

  it('is let go on a full phone, which works with the one it has and ends its run in peace', async () => {
    const old = receivedPack('v0')
    await swapPack(db, old, NOW - 9)
    fullDisk(Infinity)
    expect(await pullPack(db, city, now)).toBe(false)
    expect([(await packHead(db))?.version, await storedPack(db)]).toEqual(['v0', { json: old.json, sha256: old.sha256 }])
  })
})

describe('the change feed of the server', () => {
  const feed: [string | null, string][] = [
    [null, 'half'],
    ['half', 'end'],
  ]

  beforeEach(() => {
    for (const [cursor, next] of feed) city.pages.set(cursor, { changes: [], cursor: next, has_more: next === 'half' })
    city.pages.set('end', { changes: [], cursor: 'end', has_more: false })
  })

  it('is read from the start once, however many ask at the same moment, and each reads on from there', async () => {
    const all = await Promise.all([pullChanges(db, city), pullChanges(db, city), pullChanges(db, city)])
    expect(city.asked).toEqual(['changes null', 'changes half', 'changes end', 'changes end'])
    expect(all).toEqual(Array(3).fill({ pack: true, work: true }))
  })

  it('is read by the one who waited when the one who read did not come to its end', async () => {
    city.failure = new Failure('unreachable', 0)
    const first = pullChanges(db, city)
    const second = pullChanges(db, city)
    await expect(first).rejects.toThrow(Failure)
    city.failure = null
    expect(await second).toEqual({ pack: true, work: true })
    expect(city.asked).toEqual(['changes null', 'changes null', 'changes half'])
  })
})
