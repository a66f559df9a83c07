import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { Failure } from '@/domain/problem'
import { hashOf, ModelServer, problem } from '@/outbox/server.testing'
import type { Answer, Ports } from '@/outbox/types'
import { draftWith, freshDatabase, NOW, SEALING } from '@/storage/bench.testing'
import type { PhoneDatabase } from '@/storage/database'
import { noteEvent, pendingEvents } from '@/storage/events'
import { fact, setFact } from '@/storage/facts'
import { rememberPerson } from '@/storage/mirror'
import { createRowStore } from '@/storage/rows'
import { sealDraft } from '@/storage/sealing'

import { City } from './city.testing'
import { createEngine, type Engine } from './engine'
import type { Road } from './road'
import { lastWords, rangesOf } from './telling'

const person = { id: 'person-1', username: 'p', name: 'P', roles: ['patrol'], scope: { segments: [], cells: [], units: [] } }
const MINUTE = 60_000
const page = (cursor: string) => ({ changes: [], cursor, has_more: false })

let db: PhoneDatabase
let server: ModelServer
let city: City
let time: number
let timers: { at: number; work: () => void }[]
let road: Road

function build(change: (ports: Ports) => Partial<Ports> = () => ({})): Engine {
  const ports: Ports = {
    rows: createRowStore(db, () => Promise.resolve()),
    courier: server,
    clock: { now: () => time },
    chance: { next: () => 0.5 },
    digest: (bytes) => Promise.resolve(hashOf(bytes)),
  }
  return createEngine({
    db,
    outbox: { ...ports, ...change(ports) },
    city,
    locks: undefined,
    after: (ms, work) => {
      const timer = { at: time + ms, work }
      timers.push(timer)
      return () => (timers = timers.filter((other) => other !== timer))
    },
    onState: () => undefined,
    lastContactAt: null,
    version: '1.2.3',
    road: () => road,
  })
}

/** Lets time pass to the next timer and runs it. */
async function wake(engine: Engine): Promise<void> {
  const next = timers.reduce((soonest, timer) => (timer.at < soonest.at ? timer : soonest))
  timers = timers.filter((timer) => timer !== next)
  time = Math.max(time, next.at)
  next.work()
  await engine.poke('timer')
}

async function seal(id: string, texts: string[] = ['one']): Promise<void> {
  await draftWith(db, id, texts)
  await sealDraft(db, id, SEALING)
}
const phaseOf = async (id: string) => (await db.outbox.get(id))?.phase

beforeEach(async () => {
  db = await freshDatabase()
  server = new ModelServer()
  city = new City()
  city.pages.set(null, page('c1'))
  city.pages.set('c1', page('c1'))
  time = NOW
  timers = []
  road = 'unknown'
  await rememberPerson(db, person)
})
afterEach(() => db.close())

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
    const engine = build(({ courier }) => ({
      courier: {
        put: (...args) => (first ? hang() : courier.put(...args)),
        putPhoto: (...args) => courier.putPhoto(...args),
        offer: (lines) => courier.offer(lines),
      },
    }))
    return { engine, stuck }
  }

  it('is given up when nothing moved for a quarter of an hour, and the report goes out after all', async () => {
    await seal('r1')
    const { engine, stuck } = stuckOnce()
    const run = engine.poke('save')
    await stuck
    time += 15 * MINUTE
    for (const timer of [...timers]) timer.work()
    await run
    expect(engine.state().status).toBe('waiting')
    expect(await fact(db, 'last_trouble')).toMatchObject({ word: 'no-network' })
    await wake(engine)
    expect(await phaseOf('r1')).toBe('delivered')
  })

  it('gives way to a person’s tap after three quarters of a minute of silence', async () => {
    await seal('r1')
    const { engine, stuck } = stuckOnce()
    const run = engine.poke('save')
    await stuck
    time += 45_000
    await Promise.all([run, engine.poke('manual')])
    expect(await phaseOf('r1')).toBe('delivered')
  })
})

it('one report that finds nobody is enough to say that there is no signal', async () => {
  const engine = build()
  await engine.poke('manual')
  server.fault = () => 'lose-request'
  await seal('r1')
  await engine.poke('save')
  expect(engine.state()).toMatchObject({ status: 'waiting', reachable: false })
  expect(await fact(db, 'last_trouble')).toMatchObject({ word: 'no-network' })
})

it('a run that throws is followed by another', async () => {
  await seal('r1')
  let broken = true
  const engine = build(({ rows }) => ({
    rows: { ...rows, waiting: () => (broken ? Promise.reject(new Error('disk')) : rows.waiting()) },
  }))
  await engine.poke('save')
  expect(engine.state()).toMatchObject({ status: 'waiting' })
  expect(await fact(db, 'last_trouble')).toMatchObject({ word: 'storage-lost' })
  broken = false
  await wake(engine)
  expect(await phaseOf('r1')).toBe('delivered')
})

describe('a server that wants nothing sent', () => {
  const pause = { reason: 'moving house', since: '2026-11-20T08:00:00Z' }

  it('is obeyed by an app that was restarted without signal, shown with its reason, and asked again', async () => {
    await setFact(db, 'pause', pause)
    await seal('r1')
    city.failure = new Failure('no-network')
    const engine = build()
    await engine.poke('save')
    expect([server.log, engine.state().pause]).toEqual([[], pause])
    city.failure = null
    city.state = { ...city.state, pause }
    time += MINUTE
    await engine.poke('timer')
    expect([server.log, city.told]).toEqual([[], []])
    expect(engine.state().status).toBe('waiting')
    city.state = { ...city.state, pause: null }
    await wake(engine)
    expect([await phaseOf('r1'), engine.state().pause]).toEqual(['delivered', null])
    expect(city.told).toHaveLength(1)
  })
})

describe('what a phone tells', () => {
  it('is what it holds, and since when, and what went wrong last', async () => {
    await seal('r1', ['one', 'two'])
    await seal('r2', [])
    server.poison.set('r1', problem(400, 'invalid-body'))
    await build().poke('manual')
    expect(city.told[0]).toMatchObject({
      device_id: 'device-1',
      client: { version: '1.2.3' },
      given_seq: 2,
      outstanding: { count: 1, photos: 2, oldest: new Date(NOW).toISOString(), seqs: [[1, 1]] },
      needs_person: 1,
      storage: { writable: true },
      clock: { offset_ms: 5000 },
      trouble: null,
    })
    expect(city.told[0]?.outstanding.bytes).toBe((await db.outbox.get('r1'))!.bytes.byteLength + 6)
    time += 6 * MINUTE
    city.state = { ...city.state, server_time: new Date(time).toISOString() }
    await build().poke('timer')
    expect(city.told[1]?.trouble).toEqual({ word: 'needs-person', at: new Date(NOW).toISOString() })
  })

  it('keeps an event until the server names it', async () => {
    await noteEvent(db, 'exported', { count: 1 }, { id: 'e-1', now: NOW })
    await noteEvent(db, 'loss', { expected: 1 }, { id: 'e-2', now: NOW })
    const engine = build()
    await engine.poke('manual')
    expect(await pendingEvents(db)).toHaveLength(2)
    city.heard = () => ['e-2', 'somebody-elses']
    await engine.poke('manual')
    expect((await pendingEvents(db)).map(({ id }) => id)).toEqual(['e-1'])
    expect(city.told[1]?.events.map(({ id }) => id).sort()).toEqual(['e-1', 'e-2'])
  })

  it('is no condition for anything else: a server that cannot hear it is read all the same', async () => {
    city.tell = () => Promise.reject(new Failure('internal', 500))
    await build().poke('manual')
    expect(city.asked).toEqual(['meta', 'changes null', 'pack null'])
  })

  it('names a login that is missing and a clock that is far off', async () => {
    city.state = { ...city.state, server_time: new Date(NOW + 6 * MINUTE).toISOString() }
    const engine = build()
    await engine.poke('manual')
    expect(await fact(db, 'last_trouble')).toMatchObject({ word: 'clock-wrong' })
    await seal('r1')
    server.poison.set('r1', problem(403, 'not-allowed'))
    await engine.poke('save')
    expect(await fact(db, 'last_trouble')).toMatchObject({ word: 'needs-login' })
    expect(engine.state()).toMatchObject({ status: 'needs-login', forbidden: true })
  })

  it('is said once more when the page goes, only with something left and somebody signed in', async () => {
    await lastWords(db, city, '1', time)
    expect(city.told).toEqual([])
    await seal('r1')
    await lastWords(db, city, '1', time)
    expect(city.told.map(({ outstanding }) => outstanding.count)).toEqual([1])
    await rememberPerson(db, null)
    await lastWords(db, city, '1', time)
    expect(city.told).toHaveLength(1)
  })

  it('writes numbers as ranges', () => {
    expect(rangesOf([7, 3, 4, 5, 4])).toEqual([[3, 5], [7, 7]])
    expect(rangesOf([])).toEqual([])
  })
})

describe('large photos that wait for Wi-Fi', () => {
  const large = 'x'.repeat(1_000_001)

  it('wake nobody, hold up nobody, and go with Wi-Fi', async () => {
    await setFact(db, 'large_on_wifi', true)
    await seal('r1', ['small', large])
    const engine = build()
    await engine.poke('save')
    expect([server.photos.size, await phaseOf('r1'), timers]).toEqual([1, 'waiting', []])
    expect(engine.state()).toMatchObject({ status: 'resting', held_over: 1_000_000 })
    road = 'wifi'
    await engine.poke('online')
    expect(await phaseOf('r1')).toBe('delivered')
  })

  it('go at once when a person taps, on any road', async () => {
    await setFact(db, 'large_on_wifi', true)
    road = 'metered'
    await seal('r1', [large])
    await build().poke('manual')
    expect(await phaseOf('r1')).toBe('delivered')
  })

  it('do not wait unless that was asked for', async () => {
    road = 'metered'
    await seal('r1', [large])
    await build().poke('save')
    expect(await phaseOf('r1')).toBe('delivered')
  })
})

it('what a reviewer settled ends on the phone with the next contact', async () => {
  await seal('r1')
  server.quarantine.set('r1', null)
  const engine = build()
  await engine.poke('save')
  expect(await phaseOf('r1')).toBe('parked')
  const [photo] = (await db.outbox.get('r1'))!.photos
  server.quarantine.set('r1', { outcome: 'filed', report_id: 'n1', reason: 'ok', photos: [photo!.sha256] })
  time += 5 * MINUTE
  await engine.poke('timer')
  await wake(engine)
  expect(await db.outbox.get('r1')).toMatchObject({ phase: 'replaced', ended: { outcome: 'filed', report_id: 'n1', lost: 0 } })
  expect(server.photos.has(photo!.sha256)).toBe(true)
})

it('four engines without locks on one database deliver everything once', async () => {
  const ids = Array.from({ length: 12 }, (_zero, index) => `r${index}`)
  for (const id of ids) await seal(id, ['x', 'y'])
  const engines = Array.from({ length: 4 }, () => build())
  await Promise.all(engines.map((engine) => engine.poke('save')))
  expect(new Set(await Promise.all(ids.map(phaseOf)))).toEqual(new Set(['delivered']))
  expect([...server.reports.keys()].sort()).toEqual([...ids].sort())
  expect([...server.reports.values()].map(({ effects }) => effects)).toEqual(ids.map(() => 1))
})
