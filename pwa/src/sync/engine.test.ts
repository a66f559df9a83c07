import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import type { ChangesPage } from '@/api/city'
import { Failure } from '@/domain/problem'
import { hashOf, ModelServer, problem } from '@/outbox/server.testing'
import { draftWith, freshDatabase, NOW, SEALING } from '@/storage/bench.testing'
import type { PhoneDatabase } from '@/storage/database'
import { fact } from '@/storage/facts'
import { mirroredReports, rememberPerson } from '@/storage/mirror'
import { currentPack } from '@/storage/packs'
import { createRowStore } from '@/storage/rows'
import { sealDraft } from '@/storage/sealing'

import { City } from './city.testing'
import { createEngine, type Engine } from './engine'
import type { Road } from './road'
import type { Locks } from './single-sender'

const person = { id: 'person-1', username: 'p', name: 'P', roles: ['patrol'], scope: { segments: [], cells: [], units: [] } }
const change = (id: string, op: 'put' | 'del', at = '2026-11-01') => ({ seq: 1, type: 'report', id, rev: 1, op, body: { id, captured_at: at, received_at: at } })
const page = (cursor: string, changes: ChangesPage['changes'] = [], has_more = false): ChangesPage => ({ changes, cursor, has_more })

let db: PhoneDatabase
let server: ModelServer
let city: City
let time: number
let timers: { at: number; work: () => void }[]
let engine: Engine
let road: Road

function build(locks?: Locks): Engine {
  return createEngine({
    db,
    outbox: {
      rows: createRowStore(db, () => Promise.resolve()),
      courier: server,
      clock: { now: () => time },
      chance: { next: () => 0.5 },
      digest: (bytes) => Promise.resolve(hashOf(bytes)),
    },
    city,
    locks,
    after: (ms, work) => {
      const timer = { at: time + ms, work }
      timers.push(timer)
      return () => (timers = timers.filter((other) => other !== timer))
    },
    onState: () => undefined,
    lastContactAt: null,
    version: '1.0.0',
    road: () => road,
  })
}

beforeEach(async () => {
  db = await freshDatabase()
  server = new ModelServer()
  city = new City()
  city.pages.set(null, page('c1'))
  city.pages.set('c1', page('c1'))
  time = NOW
  timers = []
  road = 'unknown'
  engine = build()
  await rememberPerson(db, person)
})
afterEach(() => db.close())

async function seal(id: string, texts: string[] = ['one']): Promise<void> {
  await draftWith(db, id, texts)
  await sealDraft(db, id, SEALING)
}
const phaseOf = async (id: string) => (await db.outbox.get(id))?.phase

describe('the engine', () => {
  it('delivers what was sealed, pulls, and rests', async () => {
    await seal('r1')
    city.pages.set(null, page('c1', [change('r1', 'put')]))
    await engine.poke('save')
    expect(await phaseOf('r1')).toBe('delivered')
    expect(city.asked).toEqual(['meta', 'tell device-1 0 null', 'changes null', 'pack null'])
    expect((await mirroredReports(db)).map(({ id }) => id)).toEqual(['r1'])
    expect((await currentPack(db))?.pack.version).toBe('v1')
    expect(await fact(db, 'clock')).toEqual({ offset_ms: 5000, measured_at: NOW })
    expect(engine.state()).toMatchObject({ status: 'resting', reachable: true, last_contact_at: NOW, sending: [], photo_in_flight: [] })
    expect(timers).toEqual([])
  })

  it('waits without network, wakes by itself, and goes on at once when the network returns', async () => {
    await seal('r1')
    server.fault = () => 'lose-request'
    city.failure = new Failure('no-network')
    await engine.poke('save')
    expect(engine.state()).toMatchObject({ status: 'waiting', reachable: false })
    const before = server.log.length
    await engine.poke('timer')
    expect(timers).toHaveLength(1)
    expect(timers[0]!.at).toBe(engine.state().next_try_at)
    server.fault = () => 'none'
    city.failure = null
    await engine.poke('online')
    expect(server.log.length).toBeGreaterThan(before)
    expect(await phaseOf('r1')).toBe('delivered')
  })

  it('stops for a login without blaming a report, and goes on after it', async () => {
    await seal('r1')
    server.poison.set('r1', problem(401, 'not-signed-in'))
    await engine.poke('save')
    expect(engine.state().status).toBe('needs-login')
    expect(await db.outbox.get('r1')).toMatchObject({ failures: 0, phase: 'waiting' })
    const asked = server.log.length
    await engine.poke('timer')
    expect(server.log).toHaveLength(asked)
    server.poison.clear()
    await engine.poke('signed-in')
    expect(await phaseOf('r1')).toBe('delivered')
  })

  it('sends texts at once after a dead zone and spreads photos as the server asks', async () => {
    city.state = { ...city.state, spread_s: 20 }
    await engine.poke('save')
    await seal('r1')
    await engine.poke('online')
    expect(await db.outbox.get('r1')).toMatchObject({ text_received: true, phase: 'waiting' })
    expect(server.photos.size).toBe(0)
    expect(timers.map(({ at }) => at)).toEqual([time + 10_000])
    time += 10_000
    timers[0]!.work()
    await engine.poke('timer')
    expect(await phaseOf('r1')).toBe('delivered')
  })

  it('sends photos at once when a person asks in the middle of it', async () => {
    city.state = { ...city.state, spread_s: 20 }
    await engine.poke('save')
    await seal('r1')
    await Promise.all([engine.poke('online'), engine.poke('online'), engine.poke('manual')])
    expect(await phaseOf('r1')).toBe('delivered')
  })

  it('sends nothing while the server asks to pause', async () => {
    city.state = { ...city.state, pause: { reason: 'moving house', since: null } }
    await engine.poke('manual')
    await seal('r1')
    await engine.poke('save')
    expect(server.log).toEqual([])
    city.state = { ...city.state, pause: null }
    time += 6 * 60_000
    await engine.poke('timer')
    expect(await phaseOf('r1')).toBe('delivered')
  })

  it('offers all it kept to a server that came back from a backup, and reads the mirror anew', async () => {
    await seal('r1')
    await engine.poke('save')
    server.reports.clear()
    server.photos.clear()
    city.state = { ...city.state, epoch: 'e2' }
    city.pages = new Map([[null, page('n1', [change('other', 'put')])], ['n1', page('n1')]])
    await engine.poke('manual')
    expect(await fact(db, 'epoch')).toBe('e2')
    expect((await mirroredReports(db)).map(({ id }) => id)).toEqual(['other'])
    expect(await phaseOf('r1')).toBe('waiting')
    await engine.poke('timer')
    expect(await phaseOf('r1')).toBe('delivered')
    expect(server.receipt('r1').level).toBe('photos')
  })

  it('keeps the old epoch until everything was offered', async () => {
    await seal('r1')
    await engine.poke('save')
    city.state = { ...city.state, epoch: 'e2' }
    server.fault = () => 'lose-request'
    await engine.poke('manual')
    expect(await fact(db, 'epoch')).toBe('e1')
  })

  it('follows the feed page by page and starts anew when its cursor is too old', async () => {
    city.pages = new Map([
      [null, page('c1', [change('a', 'put'), change('b', 'put')], true)],
      ['c1', page('c2', [change('a', 'del')])],
    ])
    await engine.poke('manual')
    expect((await mirroredReports(db)).map(({ id }) => id)).toEqual(['b'])
    expect(await fact(db, 'cursor')).toBe('c2')
    city.pages = new Map([[null, page('x9', [change('z', 'put')])]])
    await engine.poke('manual')
    expect((await mirroredReports(db)).map(({ id }) => id)).toEqual(['z'])
    expect(await fact(db, 'cursor')).toBe('x9')
  })

  it('pulls nothing of anybody while nobody is signed in', async () => {
    await rememberPerson(db, null)
    await engine.poke('manual')
    expect(city.asked).toEqual(['meta'])
  })

  it('takes a new pack only when there is one', async () => {
    await engine.poke('manual')
    await engine.poke('manual')
    city.packVersion = 'v2'
    await engine.poke('manual')
    expect(city.asked.filter((what) => what.startsWith('pack'))).toEqual(['pack null', 'pack v1', 'pack v1'])
    expect((await currentPack(db))?.pack.version).toBe('v2')
  })

  it('fetches the pack at once when the feed says that the catalogue changed', async () => {
    await engine.poke('manual')
    city.packVersion = 'v2'
    city.pages.set('c1', page('c2', [{ seq: 9, type: 'category', id: 'sl2', rev: 2, op: 'put', body: {} }]))
    time += 31_000
    await engine.poke('timer')
    expect((await currentPack(db))?.pack.version).toBe('v2')
  })

  it('tells the server how much it cannot get rid of, and since when', async () => {
    await seal('r1')
    server.poison.set('r1', problem(400, 'invalid-body'))
    await engine.poke('manual')
    expect(city.asked[1]).toBe(`tell device-1 1 ${new Date(NOW).toISOString()}`)
  })

  it('does not ask again in the same breath for what just failed, however often it is poked', async () => {
    city.failure = new Failure('internal', 500)
    for (let i = 0; i < 20; i++) await engine.poke('timer')
    expect(city.asked).toEqual(['meta', 'changes null', 'pack null'])
    time += 30_000
    for (let i = 0; i < 20; i++) await engine.poke('timer')
    expect(city.asked).toHaveLength(6)
    await engine.poke('manual')
    expect(city.asked.slice(6)).toEqual(['meta'])
  })

  it('runs once more when asked while it runs, and never twice at a time', async () => {
    await seal('r1')
    const first = engine.poke('save')
    await seal('r2')
    await Promise.all([first, engine.poke('save'), engine.poke('save')])
    expect([await phaseOf('r1'), await phaseOf('r2')]).toEqual(['delivered', 'delivered'])
    expect(server.log.filter((line) => line.startsWith('text r1')).length).toBeLessThanOrEqual(2)
  })

  it('leaves the work to another tab that holds the lock, and works without locks as well', async () => {
    await seal('r1')
    const taken: Locks = { request: (_name, _options, work) => work(null) }
    await build(taken).poke('save')
    expect(server.log).toEqual([])
    const free: Locks = { request: (_name, _options, work) => work({}) }
    await build(free).poke('save')
    expect(await phaseOf('r1')).toBe('delivered')
  })

  it('in two tabs without locks still stores everything once', async () => {
    for (const id of ['a', 'b', 'c']) await seal(id, ['x', 'y'])
    await Promise.all([engine.poke('save'), build().poke('save')])
    await engine.poke('manual')
    expect(await Promise.all(['a', 'b', 'c'].map(phaseOf))).toEqual(['delivered', 'delivered', 'delivered'])
    expect([...server.reports.keys()].sort()).toEqual(['a', 'b', 'c'])
  })

  it('once a day asks what is backed up and forgets what is old', async () => {
    await seal('r1')
    await engine.poke('save')
    server.log.length = 0
    await engine.poke('manual')
    expect(server.log).toEqual([])
    time += 13 * 24 * 3600_000
    await engine.poke('manual')
    expect(server.log).toEqual(['offer 1'])
    expect(await db.photos.count()).toBe(1)
    time += 2 * 24 * 3600_000
    await engine.poke('manual')
    expect(await db.photos.count()).toBe(0)
  })
})
