import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { Failure } from '@/domain/problem'
import { problem } from '@/outbox/server.testing'
import type { Answer } from '@/outbox/types'
import { pendingEvents } from '@/storage/events'
import { fact, setFact } from '@/storage/facts'

import { MINUTE, syncBench, type SyncBench } from './bench.testing'
import type { Engine } from './engine'

let b: SyncBench

beforeEach(async () => {
  b = await syncBench()
})
afterEach(() => b.db.close())

describe('a run that hangs', () => {
  /** An engine whose first text never comes back; `stuck` resolves once it is on its way. */
  function stuckOnce() {
    let first = true
    let begin: () => void = () => undefined
    const stuck = new Promise<void>((resolve) => (begin = resolve))
    const hang = () => {
      first = false
      begin()
      return new Promise<Answer>(() => undefined)
    }
    const engine = b.build({
      change: ({ courier }) => ({
        courier: {
          put: (...args) => (first ? hang() : courier.put(...args)),
          putPhoto: (...args) => courier.putPhoto(...args),
          offer: (lines) => courier.offer(lines),
        },
      }),
    })
    return { engine, stuck }
  }

  it('is given up when nothing moved for a quarter of an hour, and the report goes out after all', async () => {
    await b.seal('r1')
    const { engine, stuck } = stuckOnce()
    const run = engine.poke('save')
    await stuck
    b.time.now += 15 * MINUTE
    for (const timer of [...b.timers]) timer.work()
    await run
    expect(engine.state().status).toBe('waiting')
    expect(await fact(b.db, 'last_trouble')).toMatchObject({ word: 'no-network' })
    await b.wake(engine)
    expect(await b.phaseOf('r1')).toBe('delivered')
  })

  it('gives way to a person’s tap after three quarters of a minute of silence', async () => {
    await b.seal('r1')
    const { engine, stuck } = stuckOnce()
    const run = engine.poke('save')
    await stuck
    b.time.now += 45_000
    await Promise.all([run, engine.poke('manual')])
    expect(await b.phaseOf('r1')).toBe('delivered')
  })
})

it('one report that finds nobody is enough to say that there is no signal', async () => {
  const engine = b.build()
  await engine.poke('manual')
  b.server.fault = () => 'lose-request'
  await b.seal('r1')
  await engine.poke('save')
  expect(engine.state()).toMatchObject({ status: 'waiting', reachable: false })
  expect(await fact(b.db, 'last_trouble')).toMatchObject({ word: 'no-network' })
})

it('a run that throws is followed by another', async () => {
  await b.seal('r1')
  let broken = true
  const engine = b.build({
    change: ({ rows }) => ({ rows: { ...rows, waiting: () => (broken ? Promise.reject(new Error('disk')) : rows.waiting()) } }),
  })
  await engine.poke('save')
  expect(engine.state()).toMatchObject({ status: 'waiting' })
  expect(await fact(b.db, 'last_trouble')).toMatchObject({ word: 'storage-lost' })
  broken = false
  await b.wake(engine)
  expect(await b.phaseOf('r1')).toBe('delivered')
})

it('a tick in the middle of many photos does not hide the report that was just sealed', async () => {
  await b.seal('r1', ['1', '22', '333', '4444', '55555'])
  let first = true
  const engine: Engine = b.build({
    change: ({ courier }) => ({
      courier: {
        put: (...args) => courier.put(...args),
        offer: (lines) => courier.offer(lines),
        async putPhoto(...args) {
          if (first) {
            first = false
            await b.seal('r2', [])
            void engine.poke('save')
            void engine.poke('timer')
          }
          return courier.putPhoto(...args)
        },
      },
    }),
  })
  await engine.poke('save')
  expect(b.server.log.indexOf('text r2')).toBeLessThan(b.server.log.findLastIndex((line) => line.startsWith('photo')))
  expect([await b.phaseOf('r1'), await b.phaseOf('r2')]).toEqual(['delivered', 'delivered'])
})

it('a photo found damaged is told once, however often the network returns while another one waits', async () => {
  await b.seal('r1', ['rotten', 'refused'])
  await b.db.photos.update('r1-0', { bytes: new ArrayBuffer(3) })
  b.server.poison.set((await b.db.outbox.get('r1'))!.photos[1]!.sha256, problem(500, 'internal'))
  const engine = b.build()
  for (const trigger of ['save', 'online', 'visible', 'online'] as const) await engine.poke(trigger)
  expect(await b.db.outbox.get('r1')).toMatchObject({ phase: 'waiting', photos: [{ damaged: true }, { damaged: false }] })
  expect((await pendingEvents(b.db)).map(({ kind }) => kind)).toEqual(['photo-damaged'])
})

describe('a server that wants nothing sent', () => {
  const pause = { reason: 'moving house', since: '2026-11-20T08:00:00Z' }

  it('is obeyed by an app that was restarted without signal, shown with its reason, and asked again', async () => {
    await setFact(b.db, 'pause', pause)
    await b.seal('r1')
    b.city.failure = new Failure('no-network')
    const engine = b.build()
    await engine.poke('save')
    expect([b.server.log, engine.state().pause]).toEqual([[], pause])
    b.city.failure = null
    b.city.state = { ...b.city.state, pause }
    b.time.now += MINUTE
    await engine.poke('timer')
    expect([b.server.log, b.city.told]).toEqual([[], []])
    expect(engine.state().status).toBe('waiting')
    b.city.state = { ...b.city.state, pause: null }
    await b.wake(engine)
    expect([await b.phaseOf('r1'), engine.state().pause]).toEqual(['delivered', null])
    expect(b.city.told).toHaveLength(1)
  })

  it('settles nothing any more once it was given up and the next run goes by the end of the pause', async () => {
    b.city.state = { ...b.city.state, pause }
    await setFact(b.db, 'pause', pause)
    await b.seal('r1')
    const changes = b.city.changes
    let answer: () => void = () => undefined
    const asked = new Promise<void>((begun) => {
      b.city.changes = (cursor) => {
        b.city.changes = changes
        begun()
        return new Promise((resolve) => (answer = () => resolve(changes(cursor))))
      }
    })
    const engine = b.build()
    const run = engine.poke('timer')
    await asked
    b.time.now += MINUTE
    b.city.state = { ...b.city.state, pause: null }
    b.server.fault = () => 'lose-request'
    await Promise.all([run, engine.poke('manual')])
    const [timers, { next_try_at }] = [[...b.timers], engine.state()]
    b.time.now += 1
    answer()
    await vi.waitFor(async () => expect(await fact(b.db, 'last_contact_at')).toBe(b.time.now))
    for (let read = 0; read < 5; read++) await b.db.outbox.toArray()
    expect([b.timers, engine.state().next_try_at]).toEqual([timers, next_try_at])
  })
})

describe('large photos that wait for Wi-Fi', () => {
  const large = 'x'.repeat(1_000_001)

  it('wake nobody, hold up nobody, and go with Wi-Fi', async () => {
    await setFact(b.db, 'large_on_wifi', true)
    await b.seal('r1', ['small', large])
    const engine = b.build()
    await engine.poke('save')
    expect([b.server.photos.size, await b.phaseOf('r1'), b.timers]).toEqual([1, 'waiting', []])
    expect(engine.state()).toMatchObject({ status: 'resting', held_over: 1_000_000 })
    b.road = 'wifi'
    await engine.poke('online')
    expect(await b.phaseOf('r1')).toBe('delivered')
  })

  it('go at once when a person taps, on any road', async () => {
    await setFact(b.db, 'large_on_wifi', true)
    b.road = 'metered'
    await b.seal('r1', [large])
    await b.build().poke('manual')
    expect(await b.phaseOf('r1')).toBe('delivered')
  })

  it('do not wait unless that was asked for', async () => {
    b.road = 'metered'
    await b.seal('r1', [large])
    await b.build().poke('save')
    expect(await b.phaseOf('r1')).toBe('delivered')
  })
})

it('what a reviewer settled ends on the phone with the next contact', async () => {
  await b.seal('r1')
  b.server.quarantine.set('r1', null)
  const engine = b.build()
  await engine.poke('save')
  expect(await b.phaseOf('r1')).toBe('parked')
  const [photo] = (await b.db.outbox.get('r1'))!.photos
  b.server.quarantine.set('r1', { outcome: 'filed', report_id: 'n1', reason: 'ok', photos: [photo!.sha256] })
  b.time.now += 5 * MINUTE
  await engine.poke('timer')
  await b.wake(engine)
  expect(await b.db.outbox.get('r1')).toMatchObject({ phase: 'replaced', ended: { outcome: 'filed', report_id: 'n1', lost: 0 } })
  expect(b.server.photos.has(photo!.sha256)).toBe(true)
})

it('four engines without locks on one database deliver everything once', async () => {
  const ids = Array.from({ length: 12 }, (_zero, index) => `r${index}`)
  for (const id of ids) await b.seal(id, ['x', 'y'])
  const engines = Array.from({ length: 4 }, () => b.build())
  await Promise.all(engines.map((engine) => engine.poke('save')))
  expect(new Set(await Promise.all(ids.map(b.phaseOf)))).toEqual(new Set(['delivered']))
  expect([...b.server.reports.keys()].sort()).toEqual([...ids].sort())
  expect([...b.server.reports.values()].map(({ effects }) => effects)).toEqual(ids.map(() => 1))
})
