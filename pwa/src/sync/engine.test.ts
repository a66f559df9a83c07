import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { Failure } from '@/domain/problem'
import { problem } from '@/outbox/server.testing'
import { NOW } from '@/storage/bench.testing'
import { fact } from '@/storage/facts'
import { mirroredReports, rememberPerson } from '@/storage/mirror'
import { packHead } from '@/storage/packs'

import { page, syncBench, type SyncBench } from './bench.testing'
import type { Engine } from './engine'
import type { Locks } from './single-sender'

const change = (id: string, op: 'put' | 'del', at = '2026-11-01') => ({ seq: 1, type: 'report', id, rev: 1, op, body: { id, captured_at: at, received_at: at } })

let b: SyncBench
let engine: Engine

beforeEach(async () => {
  b = await syncBench()
  engine = b.build()
})
afterEach(() => b.db.close())

describe('the engine', () => {
  it('delivers what was sealed, pulls, and rests', async () => {
    await b.seal('r1')
    b.city.pages.set(null, page('c1', [change('r1', 'put')]))
    await engine.poke('save')
    expect(await b.phaseOf('r1')).toBe('delivered')
    expect(b.city.asked).toEqual(['meta', 'tell device-1 0 null', 'changes null', 'pack null'])
    expect((await mirroredReports(b.db)).map(({ id }) => id)).toEqual(['r1'])
    expect((await packHead(b.db))?.version).toBe('v1')
    expect(await fact(b.db, 'clock')).toEqual({ offset_ms: 5000, measured_at: NOW })
    expect(engine.state()).toMatchObject({ status: 'resting', reachable: true, last_contact_at: NOW, sending: [], photo_in_flight: [] })
    expect(b.timers).toEqual([])
  })

  it('waits without network, wakes by itself, and goes on at once when the network returns', async () => {
    await b.seal('r1')
    b.server.fault = () => 'lose-request'
    b.city.failure = new Failure('no-network')
    await engine.poke('save')
    expect(engine.state()).toMatchObject({ status: 'waiting', reachable: false })
    const before = b.server.log.length
    await engine.poke('timer')
    expect(b.timers).toHaveLength(1)
    expect(b.timers[0]!.at).toBe(engine.state().next_try_at)
    b.server.fault = () => 'none'
    b.city.failure = null
    await engine.poke('online')
    expect(b.server.log.length).toBeGreaterThan(before)
    expect(await b.phaseOf('r1')).toBe('delivered')
  })

  it('stops for a login without blaming a report, and goes on after it', async () => {
    await b.seal('r1')
    b.server.poison.set('r1', problem(401, 'not-signed-in'))
    await engine.poke('save')
    expect(engine.state().status).toBe('needs-login')
    expect(await b.db.outbox.get('r1')).toMatchObject({ failures: 0, phase: 'waiting' })
    const asked = b.server.log.length
    await engine.poke('timer')
    expect(b.server.log).toHaveLength(asked)
    b.server.poison.clear()
    await engine.poke('signed-in')
    expect(await b.phaseOf('r1')).toBe('delivered')
  })

  it('goes on asking for the login while a returning network tries the old one once more', async () => {
    await b.seal('r1')
    b.server.poison.set('r1', problem(401, 'not-signed-in'))
    await engine.poke('save')
    const shown: string[] = []
    vi.spyOn(b.server.poison, 'get').mockImplementation(() => {
      shown.push(engine.state().status)
      return problem(401, 'not-signed-in')
    })
    await engine.poke('online')
    expect(new Set(shown)).toEqual(new Set(['needs-login']))
    vi.restoreAllMocks()
    b.server.poison.clear()
    await engine.poke('online')
    expect(await b.phaseOf('r1')).toBe('delivered')
    expect(engine.state().status).not.toBe('needs-login')
  })

  it('sends texts at once after a dead zone and spreads photos as the server asks', async () => {
    b.city.state = { ...b.city.state, spread_s: 20 }
    await engine.poke('save')
    await b.seal('r1')
    await engine.poke('online')
    expect(await b.db.outbox.get('r1')).toMatchObject({ text_received: true, phase: 'waiting' })
    expect(b.server.photos.size).toBe(0)
    expect(b.timers.map(({ at }) => at)).toEqual([b.time.now + 10_000])
    b.time.now += 10_000
    b.timers[0]!.work()
    await engine.poke('timer')
    expect(await b.phaseOf('r1')).toBe('delivered')
  })

  it('sends photos at once when a person asks in the middle of it', async () => {
    b.city.state = { ...b.city.state, spread_s: 20 }
    await engine.poke('save')
    await b.seal('r1')
    await Promise.all([engine.poke('online'), engine.poke('online'), engine.poke('manual')])
    expect(await b.phaseOf('r1')).toBe('delivered')
  })

  it('is not held up by a person who asks again and again', async () => {
    b.city.state = { ...b.city.state, spread_s: 20 }
    await engine.poke('save')
    await b.seal('r1')
    await engine.poke('online')
    const asked = b.server.log.length
    let taps = 0
    b.server.fault = () => {
      if ((taps += 1) < 50) void engine.poke('manual')
      return 'none'
    }
    await engine.poke('manual')
    expect(await b.phaseOf('r1')).toBe('delivered')
    expect([taps < 50, b.server.log.slice(asked).filter((line) => line.startsWith('offer'))]).toEqual([true, ['offer 1']])
  })

  it('sends nothing while the server asks to pause', async () => {
    b.city.state = { ...b.city.state, pause: { reason: 'moving house', since: null } }
    await engine.poke('manual')
    await b.seal('r1')
    await engine.poke('save')
    expect(b.server.log).toEqual([])
    b.city.state = { ...b.city.state, pause: null }
    b.time.now += 6 * 60_000
    await engine.poke('timer')
    expect(await b.phaseOf('r1')).toBe('delivered')
  })

  it('offers all it kept to a server that came back from a backup, and reads the mirror anew', async () => {
    await b.seal('r1')
    await engine.poke('save')
    b.server.reports.clear()
    b.server.photos.clear()
    b.city.state = { ...b.city.state, epoch: 'e2' }
    b.city.pages = new Map([[null, page('n1', [change('other', 'put')])], ['n1', page('n1')]])
    await engine.poke('manual')
    expect(await fact(b.db, 'epoch')).toBe('e2')
    expect((await mirroredReports(b.db)).map(({ id }) => id)).toEqual(['other'])
    expect(await b.phaseOf('r1')).toBe('waiting')
    await engine.poke('timer')
    expect(await b.phaseOf('r1')).toBe('delivered')
    expect(b.server.receipt('r1').level).toBe('photos')
  })

  it('keeps the old epoch until everything was offered', async () => {
    await b.seal('r1')
    await engine.poke('save')
    b.city.state = { ...b.city.state, epoch: 'e2' }
    b.server.fault = () => 'lose-request'
    await engine.poke('manual')
    expect(await fact(b.db, 'epoch')).toBe('e1')
  })

  it('follows the feed page by page and starts anew when its cursor is too old', async () => {
    b.city.pages = new Map([
      [null, page('c1', [change('a', 'put'), change('b', 'put')], true)],
      ['c1', page('c2', [change('a', 'del')])],
    ])
    await engine.poke('manual')
    expect((await mirroredReports(b.db)).map(({ id }) => id)).toEqual(['b'])
    expect(await fact(b.db, 'cursor')).toBe('c2')
    b.city.pages = new Map([[null, page('x9', [change('z', 'put')])]])
    await engine.poke('manual')
    expect((await mirroredReports(b.db)).map(({ id }) => id)).toEqual(['z'])
    expect(await fact(b.db, 'cursor')).toBe('x9')
  })

  it('pulls nothing of anybody while nobody is signed in', async () => {
    await rememberPerson(b.db, null)
    await engine.poke('manual')
    expect(b.city.asked).toEqual(['meta'])
  })

  it('takes a new pack only when there is one', async () => {
    await engine.poke('manual')
    await engine.poke('manual')
    b.city.packVersion = 'v2'
    await engine.poke('manual')
    expect(b.city.asked.filter((what) => what.startsWith('pack'))).toEqual(['pack null', 'pack v1', 'pack v1'])
    expect((await packHead(b.db))?.version).toBe('v2')
  })

  it('fetches the pack at once when the feed says that the catalogue changed', async () => {
    await engine.poke('manual')
    b.city.packVersion = 'v2'
    b.city.pages.set('c1', page('c2', [{ seq: 9, type: 'category', id: 'sl2', rev: 2, op: 'put', body: {} }]))
    b.time.now += 31_000
    await engine.poke('timer')
    expect((await packHead(b.db))?.version).toBe('v2')
  })

  it('tells the server how much it cannot get rid of, and since when', async () => {
    await b.seal('r1')
    b.server.poison.set('r1', problem(400, 'invalid-body'))
    await engine.poke('manual')
    expect(b.city.asked[1]).toBe(`tell device-1 1 ${new Date(NOW).toISOString()}`)
  })

  it('does not ask again in the same breath for what just failed, however often it is poked', async () => {
    b.city.failure = new Failure('internal', 500)
    for (let i = 0; i < 20; i++) await engine.poke('timer')
    expect(b.city.asked).toEqual(['meta', 'changes null', 'pack null'])
    b.time.now += 30_000
    for (let i = 0; i < 20; i++) await engine.poke('timer')
    expect(b.city.asked).toHaveLength(6)
    await engine.poke('manual')
    expect(b.city.asked.slice(6)).toEqual(['meta'])
  })

  it('runs once more when asked while it runs, and never twice at a time', async () => {
    await b.seal('r1')
    const first = engine.poke('save')
    await b.seal('r2')
    await Promise.all([first, engine.poke('save'), engine.poke('save')])
    expect([await b.phaseOf('r1'), await b.phaseOf('r2')]).toEqual(['delivered', 'delivered'])
    expect(b.server.log.filter((line) => line.startsWith('text r1')).length).toBeLessThanOrEqual(2)
  })

  it('leaves the work to another tab that holds the lock, and works without locks as well', async () => {
    await b.seal('r1')
    const taken: Locks = { request: (_name, _options, work) => work(null) }
    await b.build({ locks: taken }).poke('save')
    expect(b.server.log).toEqual([])
    const free: Locks = { request: (_name, _options, work) => work({}) }
    await b.build({ locks: free }).poke('save')
    expect(await b.phaseOf('r1')).toBe('delivered')
  })

  it('in two tabs without locks still stores everything once', async () => {
    for (const id of ['a', 'b', 'c']) await b.seal(id, ['x', 'y'])
    await Promise.all([engine.poke('save'), b.build().poke('save')])
    await engine.poke('manual')
    expect(await Promise.all(['a', 'b', 'c'].map(b.phaseOf))).toEqual(['delivered', 'delivered', 'delivered'])
    expect([...b.server.reports.keys()].sort()).toEqual(['a', 'b', 'c'])
  })

  it('once a day asks what is backed up and forgets what is old', async () => {
    await b.seal('r1')
    await engine.poke('save')
    b.server.log.length = 0
    await engine.poke('manual')
    expect(b.server.log).toEqual([])
    b.time.now += 13 * 24 * 3600_000
    await engine.poke('manual')
    expect(b.server.log).toEqual(['offer 1'])
    expect(await b.db.photos.count()).toBe(1)
    b.time.now += 2 * 24 * 3600_000
    await engine.poke('manual')
    expect(await b.db.photos.count()).toBe(0)
  })
})
