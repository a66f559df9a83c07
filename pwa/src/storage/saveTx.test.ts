import 'fake-indexeddb/auto'

import Dexie from 'dexie'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { freshDatabase } from './bench.testing'
import type { PhoneDatabase } from './database'
import { readTx, saveTx, type SaveLimits } from './saveTx'

const QUICK: SaveLimits = { watchdogMs: 200, tries: 5, pauseMs: () => 0, frees: 'other' }
let db: PhoneDatabase

beforeEach(async () => {
  // Dexie announces each re-opening, which is what is provoked here.
  vi.spyOn(console, 'warn').mockReturnValue()
  db = await freshDatabase()
})
afterEach(() => {
  vi.restoreAllMocks()
  db.close()
})

const put = () => db.facts.put({ key: 'word', value: 'kept' })
const stored = async () => (await db.facts.get('word'))?.value

/** Makes opening a transaction throw `name` k times, as WebKit does with a dead handle. */
function brokenFor(k: number, name: string) {
  const real = IDBDatabase.prototype.transaction
  let left = k
  const spy = vi.spyOn(IDBDatabase.prototype, 'transaction')
  spy.mockImplementation(function (this: IDBDatabase, ...args: Parameters<IDBDatabase['transaction']>) {
    if (left-- > 0) throw new DOMException('Connection to Indexed Database server lost', name)
    return real.apply(this, args)
  })
  // Dexie binds the function when it opens, so the broken one must be there before.
  db.close({ disableAutoOpen: false })
  return () => k - left
}

describe('saving', () => {
  it('resolves with the result once it is stored', async () => {
    expect(await saveTx(db, [db.facts], async () => `${await put()}!`)).toBe('word!')
    expect(await stored()).toBe('kept')
  })

  it('rejects when the transaction aborts after every request succeeded', async () => {
    const work = async () => {
      await put()
      const { idbtrans } = (await import('dexie')).default.currentTransaction as unknown as { idbtrans: IDBTransaction }
      idbtrans.abort()
    }
    await expect(saveTx(db, [db.facts], work, { ...QUICK, tries: 1 })).rejects.toMatchObject({ trouble: 'lost' })
    expect(await stored()).toBeUndefined()
  })

  it('says that there is no room, at once and without trying again', async () => {
    const spy = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    await expect(saveTx(db, [db.facts], put, QUICK)).rejects.toMatchObject({ trouble: 'full' })
    expect(spy).toHaveBeenCalledTimes(1)
  })

  it.each(['InvalidStateError', 'UnknownError', 'AbortError'])('survives four times %s and stores all of it once', async (name) => {
    const thrown = brokenFor(4, name)
    await saveTx(db, [db.facts], put, QUICK)
    expect(thrown()).toBeGreaterThanOrEqual(4)
    expect(await stored()).toBe('kept')
  })

  it('never pretends when the connection stays dead', async () => {
    brokenFor(10_000, 'InvalidStateError')
    await expect(saveTx(db, [db.facts], put, QUICK)).rejects.toMatchObject({ trouble: 'lost' })
    vi.restoreAllMocks()
    db.close({ disableAutoOpen: false })
    expect(await stored()).toBeUndefined()
  })

  it('opens anew when the database was closed underneath', async () => {
    db.close()
    await saveTx(db, [db.facts], put, QUICK)
    expect(await stored()).toBe('kept')
  })

  it('opens anew when the browser closed the connection without a word', async () => {
    db.backendDB().close()
    await saveTx(db, [db.facts], put, QUICK)
    expect(await stored()).toBe('kept')
  })

  it('goes on after another page changed the schema', async () => {
    const newer = new Dexie(db.name)
    newer.version(db.verno + 1).stores({ facts: 'key', drafts: 'id, author_id', later: 'id' })
    await newer.open()
    await saveTx(db, [db.facts], put, QUICK)
    expect(await stored()).toBe('kept')
    newer.close()
  })

  it('gives up waiting for a transaction that never ends', async () => {
    const never = () => new Promise<void>(() => undefined)
    const spy = vi.spyOn(db, 'transaction').mockImplementation(never as never)
    await expect(saveTx(db, [db.facts], put, { ...QUICK, watchdogMs: 20 })).rejects.toMatchObject({ trouble: 'stalled' })
    expect(spy).toHaveBeenCalledTimes(1)
  })

  it('passes on what the work itself refuses, and keeps nothing of it', async () => {
    const refuse = async () => {
      await put()
      throw new RangeError('no')
    }
    await expect(saveTx(db, [db.facts], refuse, QUICK)).rejects.toThrow(RangeError)
    expect(await stored()).toBeUndefined()
  })
})

describe('reading', () => {
  it('survives a dead connection as well', async () => {
    await put()
    brokenFor(3, 'InvalidStateError')
    expect(await readTx(db, () => db.facts.get('word'), QUICK)).toEqual({ key: 'word', value: 'kept' })
  })
})
