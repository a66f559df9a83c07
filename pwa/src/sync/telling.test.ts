import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { Failure } from '@/domain/problem'
import { problem } from '@/outbox/server.testing'
import { NOW } from '@/storage/bench.testing'
import { noteEvent, pendingEvents } from '@/storage/events'
import { fact } from '@/storage/facts'
import { rememberPerson } from '@/storage/mirror'
import { fullDisk } from '@/storage/quota.testing'

import { MINUTE, syncBench, type SyncBench } from './bench.testing'
import { lastWords, rangesOf } from './telling'

let b: SyncBench

beforeEach(async () => {
  b = await syncBench()
})
afterEach(() => {
  vi.restoreAllMocks()
  b.db.close()
})

describe('what a phone tells', () => {
  it('is what it holds, and since when, and what went wrong last', async () => {
    await b.seal('r1', ['one', 'two'])
    await b.seal('r2', [])
    b.server.poison.set('r1', problem(400, 'invalid-body'))
    await b.build().poke('manual')
    expect(b.city.told[0]).toMatchObject({
      device_id: 'device-1',
      client: { version: '1.2.3' },
      given_seq: 2,
      outstanding: { count: 1, photos: 2, oldest: new Date(NOW).toISOString(), seqs: [[1, 1]] },
      needs_person: 1,
      storage: { writable: true },
      clock: { offset_ms: 5000 },
      trouble: null,
    })
    expect(b.city.told[0]?.outstanding.bytes).toBe((await b.db.outbox.get('r1'))!.bytes.byteLength + 6)
    b.time.now += 6 * MINUTE
    b.city.state = { ...b.city.state, server_time: new Date(b.time.now).toISOString() }
    await b.build().poke('timer')
    expect(b.city.told[1]?.trouble).toEqual({ word: 'needs-person', at: new Date(NOW).toISOString() })
  })

  it('keeps an event until the server names it', async () => {
    await noteEvent(b.db, 'exported', { count: 1 }, { id: 'e-1', now: NOW })
    await noteEvent(b.db, 'loss', { expected: 1 }, { id: 'e-2', now: NOW })
    const engine = b.build()
    await engine.poke('manual')
    expect(await pendingEvents(b.db)).toHaveLength(2)
    b.city.heard = () => ['e-2', 'somebody-elses']
    await engine.poke('manual')
    expect((await pendingEvents(b.db)).map(({ id }) => id)).toEqual(['e-1'])
    expect(b.city.told[1]?.events.map(({ id }) => id).sort()).toEqual(['e-1', 'e-2'])
  })

  it('is no condition for anything else: a server that cannot hear it is read all the same', async () => {
    b.city.tell = () => Promise.reject(new Failure('internal', 500))
    await b.build().poke('manual')
    expect(b.city.asked).toEqual(['meta', 'changes null', 'pack null'])
  })

  it('is said by a phone on which nothing can be written: that nothing can be written', async () => {
    await b.seal('r1')
    b.server.fault = () => 'lose-request'
    const engine = b.build()
    await engine.poke('save')
    b.server.fault = () => 'none'
    await b.seal('r2', [])
    const disk = fullDisk(Infinity)
    await engine.poke('manual')
    disk.grow()
    expect(b.city.told.at(-1)).toMatchObject({ outstanding: { count: 2 }, storage: { writable: false } })
  })

  it('names a login that is missing and a clock that is far off', async () => {
    b.city.state = { ...b.city.state, server_time: new Date(NOW + 6 * MINUTE).toISOString() }
    const engine = b.build()
    await engine.poke('manual')
    expect(await fact(b.db, 'last_trouble')).toMatchObject({ word: 'clock-wrong' })
    await b.seal('r1')
    b.server.poison.set('r1', problem(403, 'not-allowed'))
    await engine.poke('save')
    expect(await fact(b.db, 'last_trouble')).toMatchObject({ word: 'needs-login' })
    expect(engine.state()).toMatchObject({ status: 'needs-login', forbidden: true })
  })

  it('is said once more when the page goes, only with something left and somebody signed in', async () => {
    await lastWords(b.db, b.city, '1', b.time.now)
    expect(b.city.told).toEqual([])
    await b.seal('r1')
    await lastWords(b.db, b.city, '1', b.time.now)
    expect(b.city.told.map(({ outstanding }) => outstanding.count)).toEqual([1])
    await rememberPerson(b.db, null)
    await lastWords(b.db, b.city, '1', b.time.now)
    expect(b.city.told).toHaveLength(1)
  })

  it('writes numbers as ranges', () => {
    expect(rangesOf([7, 3, 4, 5, 4])).toEqual([[3, 5], [7, 7]])
    expect(rangesOf([])).toEqual([])
  })
})
