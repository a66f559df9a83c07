import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import type { Person } from '@/domain/person'
import type { ReportView } from '@/domain/views'

import { draftWith, freshDatabase, NOW, SEALING } from './bench.testing'
import type { PhoneDatabase } from './database'
import { chainOf, fact, setFact } from './facts'
import { tryWriting } from './keeping'
import { applyChanges, mirroredReports, mirrorState, rememberPerson, replaceMirror } from './mirror'
import { observeQuery } from './observe'
import { fullDisk } from './quota.testing'
import { sealDraft } from './sealing'

let db: PhoneDatabase

beforeEach(async () => {
  db = await freshDatabase()
})
afterEach(() => {
  vi.restoreAllMocks()
  db.close()
})

const report = (id: string, captured_at: string) => ({ id, captured_at, received_at: captured_at, rev: 1 }) as ReportView
const person = (id: string): Person => ({ id, username: id, name: id, roles: ['patrol'], scope: { segments: [], cells: [], units: [] } })

describe('the trial write', () => {
  it('leaves nothing behind', async () => {
    await tryWriting(db, NOW, 200_000)
    expect(await db.photos.count()).toBe(0)
  })

  it('is one for two that ask at the same moment', async () => {
    const put = vi.spyOn(IDBObjectStore.prototype, 'put')
    await Promise.all([tryWriting(db, NOW, 1000), tryWriting(db, NOW, 1000)])
    expect([put.mock.calls.length, db.photoForm]).toEqual([1, 'buffer'])
    await tryWriting(db, NOW, 1000)
    expect(put).toHaveBeenCalledTimes(2)
  })

  it('fails on a full disk', async () => {
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    await expect(tryWriting(db, NOW, 10)).rejects.toMatchObject({ trouble: 'full' })
  })
})

describe('the mirror of my reports', () => {
  it('takes changes and the cursor together, newest report first', async () => {
    await applyChanges(db, [{ id: 'a', report: report('a', '2026-11-01') }, { id: 'b', report: report('b', '2026-11-02') }], 'c1', await mirrorState(db))
    await applyChanges(db, [{ id: 'a', report: null }, { id: 'c', report: report('c', '2026-11-03') }], 'c2', await mirrorState(db))
    expect((await mirroredReports(db)).map(({ id }) => id)).toEqual(['c', 'b'])
    expect(await fact(db, 'cursor')).toBe('c2')
  })

  it('is replaced whole', async () => {
    await applyChanges(db, [{ id: 'a', report: report('a', '2026-11-01') }], 'c1', await mirrorState(db))
    await replaceMirror(db, [{ id: 'b', report: report('b', '2026-11-02') }], 'n1', await mirrorState(db))
    expect((await mirroredReports(db)).map(({ id }) => id)).toEqual(['b'])
  })

  it('is given up when a person signs in on a full phone: without a login nothing leaves it', async () => {
    const wanted: string[] = []
    db.makeRoom = async (purpose) => {
      wanted.push(purpose)
      return purpose === 'report'
    }
    fullDisk(1)
    await rememberPerson(db, person('a'))
    expect([wanted, (await fact(db, 'person'))?.id]).toEqual([['report'], 'a'])
  })

  it('takes no answer that was asked for before it changed hands or was read on', async () => {
    await rememberPerson(db, person('a'))
    const fresh = await mirrorState(db)
    await applyChanges(db, [], 'c1', fresh)
    expect(await applyChanges(db, [{ id: 'old', report: report('old', '2026-11-01') }], 'c0', fresh)).toBe(false)
    const mine = await mirrorState(db)
    await rememberPerson(db, person('b'))
    await applyChanges(db, [], 'c1', await mirrorState(db))
    expect(await applyChanges(db, [{ id: 'r', report: report('r', '2026-11-01') }], 'c2', mine)).toBe(false)
    await replaceMirror(db, [{ id: 'r', report: report('r', '2026-11-01') }], 'c2', mine)
    expect([await mirroredReports(db), await fact(db, 'cursor')]).toEqual([[], 'c1'])
  })

  it('goes with its person, the unsent stays', async () => {
    await draftWith(db, 'draft', ['one'], 'a')
    await draftWith(db, 'sealed', ['two'], 'a')
    await sealDraft(db, 'sealed', SEALING)
    await rememberPerson(db, person('a'))
    await applyChanges(db, [{ id: 'r', report: report('r', '2026-11-01') }], 'c1', await mirrorState(db))
    await rememberPerson(db, person('a'))
    expect(await db.reports.count()).toBe(1)
    for (const next of [null, person('b')]) {
      await rememberPerson(db, next)
      expect([await db.reports.count(), await fact(db, 'cursor')]).toEqual([0, undefined])
      expect([await db.drafts.count(), await db.outbox.count(), await db.photos.count()]).toEqual([1, 1, 2])
    }
    expect((await fact(db, 'person'))?.id).toBe('b')
  })
})

describe('single facts', () => {
  it('are kept and forgotten by name; the device keeps its id', async () => {
    await setFact(db, 'epoch', 'e1')
    expect(await fact(db, 'epoch')).toBe('e1')
    await setFact(db, 'epoch', undefined)
    expect(await fact(db, 'epoch')).toBeUndefined()
    expect((await chainOf(db, () => 'another')).device_id).toBe('device-1')
  })
})

describe('following a query', () => {
  it('calls back now, after each change, and not after the end', async () => {
    const seen: number[] = []
    const stop = observeQuery(() => db.drafts.count(), (count) => seen.push(count))
    await vi.waitFor(() => expect(seen).toEqual([0]))
    await draftWith(db, 'a', [])
    await vi.waitFor(() => expect(seen).toEqual([0, 1]))
    stop()
    await draftWith(db, 'b', [])
    expect(await db.drafts.count()).toBe(2)
    expect(seen).toEqual([0, 1])
  })
})
