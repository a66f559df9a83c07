import 'fake-indexeddb/auto'

import Dexie from 'dexie'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { draftWith, freshDatabase, NOW, SEALING } from './bench.testing'
import { DECLARED_VERSION } from './database'
import { currentName, nextName } from './naming'
import { isFromNewer, openDatabase, type OpeningLimits } from './opening'
import { createRowStore } from './rows'
import { sealDraft } from './sealing'

const QUICK: OpeningLimits = { tries: 3, pauseMs: () => 0, patienceMs: 300, blockedMs: 10 }
const nobody = () => undefined
let serial = 0
const opened: { close(): void }[] = []
const name = () => `opening-${(serial += 1)}`

beforeEach(() => void vi.spyOn(console, 'warn').mockReturnValue())
afterEach(() => {
  vi.restoreAllMocks()
  for (const one of opened.splice(0)) one.close()
})

function kept<T extends { close(): void }>(one: T): T {
  opened.push(one)
  return one
}

/** Makes opening fail k times with `error`, and counts deletions. */
function failing(k: number, error: string) {
  const real = IDBFactory.prototype.open
  let left = k
  const open = vi.spyOn(indexedDB, 'open').mockImplementation(function (this: IDBFactory, ...args) {
    if (left-- <= 0) return real.apply(indexedDB as IDBFactory, args)
    throw new DOMException('Internal error opening backing store', error)
  })
  return { open, deleted: vi.spyOn(indexedDB, 'deleteDatabase') }
}

describe('a database that does not open', () => {
  it('is tried again, and opens', async () => {
    const { deleted } = failing(2, 'UnknownError')
    const db = kept(await openDatabase(name(), nobody, QUICK))
    expect(db.isOpen()).toBe(true)
    expect(deleted).not.toHaveBeenCalled()
  })

  it.each([
    ['UnknownError', 'damaged'],
    ['AbortError', 'damaged'],
    ['QuotaExceededError', 'full'],
    ['SecurityError', 'none'],
  ])('says why and is never deleted: %s', async (error, why) => {
    const { deleted } = failing(1000, error)
    await expect(openDatabase(name(), nobody, QUICK)).rejects.toMatchObject({ why })
    expect(deleted).not.toHaveBeenCalled()
  })

  it('that never answers is given up', async () => {
    vi.spyOn(indexedDB, 'open').mockReturnValue({} as IDBOpenDBRequest)
    await expect(openDatabase(name(), nobody, { ...QUICK, patienceMs: 20 })).rejects.toMatchObject({ why: 'stalled' })
  })
})

describe('databases of other versions', () => {
  /** The schema as version 1.0.0 of the app released it. */
  function released(of: string): Dexie {
    const old = kept(new Dexie(of, { chromeTransactionDurability: 'strict' }))
    old.version(1).stores({
      drafts: 'id, author_id', outbox: 'id, phase, [phase+sealed_at]', photos: 'id, owner_id', reports: 'id', packs: 'slot', facts: 'key',
    })
    return old
  }

  it('written by 1.0.0 opens, and all its rows are there to be sent', async () => {
    const source = kept(await freshDatabase())
    for (const id of ['a', 'b']) {
      await draftWith(source, id, [`photo of ${id}`])
      await sealDraft(source, id, SEALING)
    }
    await draftWith(source, 'open', ['one more'])
    const of = name()
    const old = released(of)
    for (const table of ['outbox', 'photos', 'facts', 'drafts']) {
      const rows = (await source.table(table).toArray()).map(({ segment_name: _s, category_names: _c, ...row }) => row)
      await old.table(table).bulkPut(rows)
    }
    old.close()
    const db = kept(await openDatabase(of, nobody, QUICK))
    const rows = createRowStore(db, () => Promise.resolve())
    const waiting = await rows.waiting()
    expect(waiting.map(({ id }) => id)).toEqual(['a', 'b'])
    for (const row of waiting) expect(await rows.photo(row.photos[0]!.photo_id)).toMatchObject({ sha256: row.photos[0]!.sha256 })
    expect((await db.drafts.get('open'))?.photos).toHaveLength(1)
    expect(await db.events.count()).toBe(0)
    expect(isFromNewer(db)).toBe(false)
  })

  it('written by a newer app opens for sending, and is known to be newer', async () => {
    const of = name()
    const newer = kept(new Dexie(of))
    newer.version(DECLARED_VERSION + 1).stores({
      drafts: 'id, author_id', outbox: 'id, phase, [phase+sealed_at], later', photos: 'id, owner_id', reports: 'id', packs: 'slot',
      facts: 'key', events: 'id', later: 'id',
    })
    await newer.table('outbox').put({ id: 'r', phase: 'waiting', sealed_at: NOW, photos: [], bytes: new ArrayBuffer(1) })
    newer.close()
    const db = kept(await openDatabase(of, nobody, QUICK))
    expect(isFromNewer(db)).toBe(true)
    const rows = createRowStore(db, () => Promise.resolve())
    expect((await rows.waiting()).map(({ id }) => id)).toEqual(['r'])
    await rows.settle('r', { phase: 'delivered', delivered_at: NOW }, [])
    expect((await db.outbox.get('r'))?.phase).toBe('delivered')
  })

  it('held by an older page says so after a while, and opens once it lets go', async () => {
    const of = name()
    // A page that does not let go: Dexie's own would.
    const asked = indexedDB.open(of, 10)
    const raw = await new Promise<IDBDatabase>((resolve) => (asked.onsuccess = () => resolve(asked.result)))
    const blocked = vi.fn(() => raw.close())
    const db = kept(await openDatabase(of, blocked, QUICK))
    expect(blocked).toHaveBeenCalledOnce()
    expect(db.isOpen()).toBe(true)
  })
})

describe('the name of the database', () => {
  const none = { get: () => null }
  const listed = (...names: string[]) => () => Promise.resolve(names.map((one) => ({ name: one })))

  it('is the highest that was ever used', async () => {
    expect(await currentName(none, undefined)).toBe('xunjie')
    expect(await currentName(none, listed('xunjie', 'xunjie-2', 'other-9'))).toBe('xunjie-2')
    expect(await currentName({ get: () => 'xunjie-3' }, listed('xunjie'))).toBe('xunjie-3')
    expect(await currentName({ get: () => 'xunjie-2' }, listed('xunjie-10', 'xunjie-9'))).toBe('xunjie-10')
    expect(nextName('xunjie')).toBe('xunjie-2')
    expect(nextName('xunjie-10')).toBe('xunjie-11')
  })

  it('is known where the browser cannot list, or never answers', async () => {
    expect(await currentName({ get: () => 'xunjie-2' }, () => Promise.reject(new Error('no')))).toBe('xunjie-2')
    vi.useFakeTimers()
    const asked = currentName({ get: () => 'xunjie-2' }, () => new Promise(() => undefined))
    await vi.advanceTimersByTimeAsync(1_000)
    vi.useRealTimers()
    expect(await asked).toBe('xunjie-2')
  })
})
