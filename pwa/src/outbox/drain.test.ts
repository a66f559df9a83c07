import { describe, expect, it } from 'vitest'

import { drain } from './drain'
import { bench, type Bench } from './bench.testing'
import { problem } from './server.testing'
import type { Answer } from './types'

const phases = ({ rows }: Bench) => [...rows.table.values()].map((row) => row.phase)

describe('one pass of the outbox', () => {
  it('sends all texts before any photo, small photos before large ones, and ends with receipts', async () => {
    const b = bench()
    const first = b.report([900, 100])
    const second = b.report([500])
    const result = await drain(b.ports)
    expect(phases(b)).toEqual(['delivered', 'delivered'])
    const sizes = b.server.log.filter((line) => line.startsWith('photo')).map((line) => line.slice(6))
    expect(b.server.log.slice(0, 2)).toEqual([`text ${first.id}`, `text ${second.id}`])
    expect(sizes).toEqual([first.photos[1]!.sha256, second.photos[0]!.sha256, first.photos[0]!.sha256])
    expect(result).toEqual({ stop: null, reached: true, lost: false, next_try_at: null, broken: 0 })
  })

  it('delivers a report without photos with a single request', async () => {
    const b = bench()
    const row = b.report([])
    await drain(b.ports)
    expect(b.server.log).toEqual([`text ${row.id}`])
    expect(phases(b)).toEqual(['delivered'])
  })

  it('can send texts alone', async () => {
    const b = bench()
    const { id } = b.report([10])
    await drain(b.ports, { photos: false })
    expect(b.rows.table.get(id)).toMatchObject({ phase: 'waiting', text_received: true, failures: 0 })
    expect(b.server.photos.size).toBe(0)
  })

  it('has two uploads on the road at most', async () => {
    const b = bench()
    for (let i = 0; i < 6; i++) b.report([100, 200, 300])
    await drain(b.ports)
    expect(b.server.mostInFlight).toBe(2)
    expect(phases(b).every((phase) => phase === 'delivered')).toBe(true)
  })

  it('lets originals go only with the receipt that all their twins arrived, and keeps what was sent', async () => {
    const b = bench()
    const { id } = b.report([10, 20], { twins: true })
    await drain(b.ports, { photos: false })
    expect(b.rows.lettings).toEqual([])
    await drain(b.ports)
    expect(b.rows.lettings).toEqual([
      { id, phase: 'delivered', level: 'photos', photos: [`${id}-photo-0-original`, `${id}-photo-1-original`] },
    ])
    expect([...b.rows.photoTable.keys()]).toEqual([`${id}-photo-0`, `${id}-photo-1`])
  })
})

describe('replies to one case', () => {
  const texts = (b: Bench) => b.server.log.filter((line) => line.startsWith('text')).map((line) => line.slice(5))

  it('are told in the order in which they were given, also when the first one fails', async () => {
    const b = bench()
    const claim = b.report([], { answers: 'AJ1' })
    b.server.poison.set(claim.id, problem(500, 'internal'))
    await drain(b.ports)
    const [handled, other] = [b.report([], { answers: 'AJ1' }), b.report([], { answers: 'AJ2' })]
    const { next_try_at } = await drain(b.ports)
    expect(texts(b)).toEqual([claim.id, other.id])
    expect(next_try_at).toBe(b.rows.table.get(claim.id)!.next_try_at)

    b.server.poison.clear()
    b.time.now = next_try_at!
    await drain(b.ports)
    expect(texts(b)).toEqual([claim.id, other.id, claim.id, handled.id])
    expect(phases(b)).toEqual(['delivered', 'delivered', 'delivered'])
  })

  it('do not wait for one that waits for a person', async () => {
    const b = bench()
    const refused = b.report([], { answers: 'AJ1' })
    b.server.poison.set(refused.id, problem(422, 'invalid-body'))
    b.report([], { answers: 'AJ1' })
    await drain(b.ports)
    expect(phases(b)).toEqual(['parked', 'delivered'])
  })
})

const poisons: [string, Answer, 'parked' | 'waiting'][] = [
  ['400', problem(400, 'invalid-body'), 'parked'],
  ['409', problem(409, 'content-conflict'), 'parked'],
  ['413', problem(413, 'too-large'), 'parked'],
  ['422', problem(422, 'invalid-body'), 'parked'],
  ['422 digest', problem(422, 'digest-mismatch'), 'waiting'],
  ['500', problem(500, 'internal'), 'waiting'],
  ['a timeout', { answered: false, why: 'timeout' }, 'waiting'],
  ['a web page', { answered: true, status: 200, contentType: 'text/html', retryAfterS: null, body: undefined }, 'waiting'],
  ['no JSON', { answered: true, status: 201, contentType: 'application/json', retryAfterS: null, body: undefined }, 'waiting'],
  ['a foreign receipt', { answered: true, status: 201, contentType: 'application/json', retryAfterS: null, body: { report_id: 'x' } }, 'waiting'],
]

describe('a report the server keeps refusing', () => {
  it.each(poisons)('with %s does not hold up 49 others', async (_name, answer, phase) => {
    const b = bench()
    const reports = Array.from({ length: 50 }, () => b.report([50]))
    const bad = reports[7]!
    b.server.poison.set(bad.id, answer)
    await drain(b.ports)
    const others = [...b.rows.table.values()].filter((row) => row.id !== bad.id)
    expect(others.every((row) => row.phase === 'delivered')).toBe(true)
    expect(b.rows.table.get(bad.id)?.phase).toBe(phase)
    expect(b.rows.photoTable.has(bad.photos[0]!.photo_id)).toBe(true)
  })

  it('because of one photo steps aside with the reason, its other photos arrive', async () => {
    const b = bench()
    const row = b.report([10, 20])
    b.server.poison.set(row.photos[0]!.sha256, problem(413, 'too-large'))
    await drain(b.ports)
    expect(b.rows.table.get(row.id)).toMatchObject({ phase: 'parked', reason: 'too-large', refusal: { status: 413 } })
    expect(b.server.photos.has(row.photos[1]!.sha256)).toBe(true)
  })
})

describe('the pass ends early', () => {
  it('when a login is needed, and no row counts a failure', async () => {
    const b = bench()
    const rows = [b.report([10]), b.report([10])]
    b.server.poison.set(rows[0]!.id, problem(401, 'not-signed-in'))
    const { stop } = await drain(b.ports)
    expect(stop).toEqual({ why: 'auth' })
    expect([...b.rows.table.values()].map((row) => row.failures)).toEqual([0, 0])
    expect(b.server.log).toEqual([`text ${rows[0]!.id}`])
  })

  it('already at the offer when that needs a login', async () => {
    const b = bench(() => 0)
    b.report([10])
    b.server.fault = () => 'busy'
    await drain(b.ports)
    b.server.fault = () => 'none'
    b.server.poison.set('offer', problem(401, 'not-signed-in'))
    b.server.log.length = 0
    expect((await drain(b.ports)).stop).toEqual({ why: 'auth' })
    expect(b.server.log).toEqual(['offer 1'])
  })

  it('when one row is told to slow down, and the next pass takes the others first', async () => {
    const b = bench(() => 0)
    const bad = b.report([])
    b.report([])
    b.server.poison.set(bad.id, problem(429, 'too-many-requests', 0))
    await drain(b.ports)
    expect(phases(b)).toEqual(['waiting', 'waiting'])
    await drain(b.ports)
    expect(phases(b)).toEqual(['waiting', 'delivered'])
  })

  it('after three failures in a row without network', async () => {
    const b = bench()
    for (let i = 0; i < 9; i++) b.report([10])
    b.server.fault = () => 'lose-request'
    const { stop, reached } = await drain(b.ports)
    expect([stop, reached, b.server.log.length]).toEqual([{ why: 'no-network' }, false, 3])
  })

  it('when the server names the time to come back', async () => {
    const b = bench(() => 0)
    b.report([10])
    b.report([10])
    b.server.fault = () => 'overload'
    const { stop } = await drain(b.ports)
    expect(stop).toEqual({ why: 'server-busy', until: b.time.now + 7000 })
    expect(b.server.log).toHaveLength(1)
  })
})

describe('what the two sides disagree about is healed', () => {
  const fails = (b: Bench) => ({ ...b.rows.table.get('report-1')! })

  it('by saying the text again when the server no longer knows whose photo comes', async () => {
    const b = bench(() => 0)
    b.report([10])
    await drain(b.ports, { photos: false })
    b.server.reports.clear()
    b.server.poison.set('offer', problem(500, 'internal'))
    await drain(b.ports)
    expect(fails(b)).toMatchObject({ text_received: false, failures: 1 })
    await drain(b.ports)
    expect(phases(b)).toEqual(['delivered'])
  })

  it('with a pause when the server said stored but misses the photo still', async () => {
    const b = bench()
    const row = b.report([10])
    b.server.poison.set(row.photos[0]!.sha256, { answered: true, status: 201, contentType: 'application/json', retryAfterS: null, body: {} })
    const { next_try_at } = await drain(b.ports)
    expect(fails(b)).toMatchObject({ phase: 'waiting', failures: 1, photos: [{ arrived: false }] })
    expect(next_try_at).toBeGreaterThan(b.time.now)
    b.server.poison.clear()
    b.time.now = next_try_at!
    await drain(b.ports)
    expect(phases(b)).toEqual(['delivered'])
  })

  it('by asking first about a row that was tried before, so a lost receipt costs no upload', async () => {
    const b = bench(() => 0)
    b.report([])
    b.server.fault = () => 'lose-answer'
    await drain(b.ports)
    b.server.fault = () => 'none'
    b.server.log.length = 0
    await drain(b.ports)
    expect([b.server.log, phases(b)]).toEqual([['offer 1'], ['delivered']])
  })
})

describe('a damaged photo', () => {
  it('is never sent; the rest of the report arrives and a person is asked', async () => {
    const b = bench()
    const row = b.report([10, 20, 30])
    b.rows.photoTable.set(row.photos[1]!.photo_id, { bytes: new ArrayBuffer(20), mime: 'image/jpeg' })
    await drain(b.ports)
    expect(b.rows.table.get(row.id)).toMatchObject({ phase: 'parked', reason: 'photo-damaged', text_received: true })
    expect(b.rows.table.get(row.id)?.photos.map((photo) => [photo.arrived, photo.damaged])).toEqual([
      [true, false],
      [false, true],
      [true, false],
    ])
    expect(b.server.photos.has(row.photos[1]!.sha256)).toBe(false)
  })
})

describe('a corrected report', () => {
  it('is closed by the receipt that says it was replaced, and its own photos are no longer sent', async () => {
    const b = bench()
    const wrong = b.report([10, 20])
    const right = b.report([30], { supersedes: wrong.id })
    b.rows.table.set(wrong.id, { ...wrong, replaced_by: right.id })
    await drain(b.ports)
    expect(phases(b)).toEqual(['delivered', 'delivered'])
    expect(b.rows.table.get(wrong.id)?.receipt?.flags).toContain('superseded')
    expect(wrong.photos.some((photo) => b.server.photos.has(photo.sha256))).toBe(false)
    expect([...b.server.reports.keys()]).toEqual([right.id, wrong.id])
  })

  it('wakes nobody while the one that replaces it waits for its time or a person', async () => {
    const b = bench()
    const wrong = b.report([10])
    const right = b.report([30], { supersedes: wrong.id })
    b.rows.table.set(wrong.id, { ...wrong, replaced_by: right.id })
    b.server.poison.set(right.id, problem(500, 'internal'))
    const later = await drain(b.ports)
    expect(later.next_try_at).toBe(b.rows.table.get(right.id)?.next_try_at)
    expect(later.next_try_at).toBeGreaterThan(b.time.now)
    b.time.now = later.next_try_at!
    b.server.poison.set(right.id, problem(422, 'invalid-body'))
    expect((await drain(b.ports)).next_try_at).toBeNull()
    expect(phases(b)).toEqual(['waiting', 'parked'])
  })

  it('that the server refuses for good is put away once the other one is there', async () => {
    const b = bench()
    const wrong = b.report([10])
    const right = b.report([30], { supersedes: wrong.id })
    b.rows.table.set(wrong.id, { ...wrong, replaced_by: right.id })
    b.server.poison.set(wrong.id, problem(409, 'content-conflict'))
    await drain(b.ports)
    expect(phases(b)).toEqual(['replaced', 'delivered'])
  })
})
