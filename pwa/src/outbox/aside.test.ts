import { describe, expect, it } from 'vitest'

import { bench, type Bench } from './bench.testing'
import { drain } from './drain'
import { reofferKept, reofferParked } from './reoffer'
import { Life } from './rows.testing'
import { problem } from './server.testing'
import type { OutboxRow } from './types'
import { wordFor } from './words'

const row = ({ rows }: Bench, id: string) => rows.table.get(id)!
const set = (b: Bench, id: string, change: Partial<OutboxRow>) => b.rows.table.set(id, { ...row(b, id), ...change })
const phases = ({ rows }: Bench) => [...rows.table.values()].map(({ phase }) => phase)

describe('a row this phone cannot handle', () => {
  it('never stops the others, whatever it throws', async () => {
    const b = bench()
    const [first, bad, last] = [b.report([10]), b.report([20]), b.report([30])]
    const { ports } = b
    const digest = ports.digest
    ports.digest = (bytes) => (bytes === bad.bytes ? Promise.reject(new TypeError('broken')) : digest(bytes))
    const { broken, stop } = await drain(ports)
    expect([broken, stop]).toEqual([1, null])
    expect([row(b, first.id).phase, row(b, bad.id).phase, row(b, last.id).phase]).toEqual(['delivered', 'waiting', 'delivered'])
    expect(row(b, bad.id)).toMatchObject({ failures: 0, bytes: bad.bytes })
  })

  it('because a newer version wrote it is left alone and said so', async () => {
    const b = bench()
    const newer = b.report([10])
    const mine = b.report([10])
    set(b, newer.id, { kind: 'signature' as never, photos: { of: 'another shape' } as never })
    const { next_try_at } = await drain(b.ports)
    expect([row(b, newer.id).phase, row(b, mine.id).phase, next_try_at]).toEqual(['waiting', 'delivered', null])
    expect(wordFor(row(b, newer.id), false)).toBe('newer')
    expect(b.server.log).not.toContain(`text ${newer.id}`)
  })

  it('written by an older version goes as it is, byte for byte', async () => {
    const b = bench()
    const old = b.report([10])
    const { ended: _ended, ...asBefore } = { ...old, schema: 0 }
    b.rows.table.set(old.id, asBefore)
    await drain(b.ports)
    expect(row(b, old.id).phase).toBe('delivered')
    expect(b.server.reports.get(old.id)?.bytes).toBe(new TextDecoder().decode(old.bytes))
  })

  it('whose text rotted goes out from the copy of it outside the database', async () => {
    const b = bench()
    const { id, bytes } = b.report([])
    b.rows.copies.set(id, bytes)
    set(b, id, { bytes: new TextEncoder().encode('{}').buffer })
    await drain(b.ports)
    expect(row(b, id)).toMatchObject({ phase: 'delivered', bytes })
    expect(b.server.reports.get(id)?.bytes).toBe(new TextDecoder().decode(bytes))
  })

  it('whose text rotted is not sent, and a person is told', async () => {
    const b = bench()
    const { id } = b.report([])
    set(b, id, { bytes: new TextEncoder().encode('{}').buffer })
    await drain(b.ports)
    expect(row(b, id)).toMatchObject({ phase: 'parked', reason: 'text-damaged' })
    expect(b.server.log).toEqual([])
  })
})

describe('bookkeeping that fails after the server said yes', () => {
  it('is no failed try: the row is offered again and its receipt comes back', async () => {
    const b = bench()
    const { id } = b.report([])
    const life = new Life()
    let writes = 0
    const ports = b.app(life)
    const { settle } = ports.rows
    ports.rows.settle = (...args) => ((writes += 1) === 1 ? Promise.reject(new Error('locked')) : settle(...args))
    expect((await drain(ports)).broken).toBe(1)
    expect([row(b, id).phase, row(b, id).failures, b.server.reports.size]).toEqual(['waiting', 0, 1])
    await drain(ports)
    expect(row(b, id)).toMatchObject({ phase: 'delivered', receipt: { commit_seq: 1 } })
    expect(b.server.reports.get(id)?.effects).toBe(1)
  })

  it('on a disk that refuses everything ends the pass after three tries', async () => {
    const b = bench()
    for (let i = 0; i < 9; i++) b.report([])
    const life = new Life()
    life.fate = () => 'refuse'
    const { stop, broken } = await drain(b.app(life))
    expect([stop, broken, b.server.log.length]).toEqual([{ why: 'storage' }, 3, 3])
  })
})

describe('a photo', () => {
  it('that three times arrived as other bytes than were sent is damaged', async () => {
    const b = bench(() => 0)
    const { id, photos } = b.report([10])
    b.server.poison.set(photos[0]!.sha256, problem(422, 'digest-mismatch'))
    for (let i = 0; i < 2; i++) await drain(b.ports)
    expect([row(b, id).photos[0]?.damaged, row(b, id).photos[0]?.mismatches]).toEqual([false, 2])
    await drain(b.ports)
    expect(row(b, id)).toMatchObject({ phase: 'parked', reason: 'photo-damaged', photos: [{ damaged: true, gone: false }] })
  })

  it('the server lost and this phone no longer has is said to be gone, not damaged', async () => {
    const b = bench()
    const { id, photos } = b.report([10])
    await drain(b.ports)
    b.rows.photoTable.clear()
    b.server.photos.clear()
    await reofferKept(b.ports)
    expect(row(b, id).phase).toBe('waiting')
    await drain(b.ports)
    expect(row(b, id)).toMatchObject({ phase: 'parked', reason: 'photo-gone', photos: [{ sha256: photos[0]!.sha256, gone: true }] })
  })

  it('the server lost is sent again when this phone still has it', async () => {
    const b = bench()
    const { id } = b.report([10])
    await drain(b.ports)
    b.server.photos.clear()
    await reofferKept(b.ports)
    await drain(b.ports)
    expect([row(b, id).phase, b.server.photos.size]).toEqual(['delivered', 1])
  })

  it('that is held back for a better road holds up nobody, and nobody wakes for it', async () => {
    const b = bench()
    const large = b.report([2000, 10])
    const small = b.report([20])
    const holdBack = ({ bytes }: { bytes: number }) => bytes > 1000
    const { next_try_at } = await drain(b.ports, { holdBack })
    expect([row(b, large.id).phase, row(b, small.id).phase, next_try_at]).toEqual(['waiting', 'delivered', null])
    expect(row(b, large.id).photos.map(({ arrived }) => arrived)).toEqual([false, true])
    expect(wordFor(row(b, large.id), false, true)).toBe('waits-for-wifi')
    await drain(b.ports)
    expect(row(b, large.id).phase).toBe('delivered')
  })

  it('lets a new text go first', async () => {
    const b = bench()
    const [first] = [b.report([10, 20, 30, 40, 50])]
    await drain(b.ports, { photos: false })
    let asked = 0
    await drain(b.ports, { interrupted: () => (asked += 1) > 2 })
    expect(row(b, first.id).photos.filter(({ arrived }) => arrived)).toHaveLength(3)
    expect(row(b, first.id)).toMatchObject({ phase: 'waiting', failures: 0 })
  })

  it('moves on in every pass, also when each is interrupted at once', async () => {
    const b = bench()
    const { id } = b.report([10, 20, 30])
    await drain(b.ports, { photos: false })
    for (const arrived of [1, 2, 3]) {
      await drain(b.ports, { interrupted: () => true })
      expect(row(b, id).photos.filter((photo) => photo.arrived)).toHaveLength(arrived)
    }
    expect(row(b, id).phase).toBe('delivered')
  })
})

describe('what the server put aside', () => {
  const parked = async (b: Bench, sizes: number[]) => {
    const sealed = b.report(sizes)
    b.server.quarantine.set(sealed.id, null)
    await drain(b.ports)
    expect(row(b, sealed.id)).toMatchObject({ phase: 'parked', reason: 'invalid-body' })
    return sealed
  }

  it('stays with the person while nobody settled it, however often it is asked', async () => {
    const b = bench()
    const { id } = await parked(b, [10])
    expect(await reofferParked(b.ports)).toBeNull()
    expect(row(b, id).phase).toBe('parked')
  })

  it('and was repaired sends its photos and ends with the new report', async () => {
    const b = bench()
    const { id, photos } = await parked(b, [10, 20])
    b.server.quarantine.set(id, { outcome: 'filed', report_id: 'new-1', reason: 'a field', photos: photos.map(({ sha256 }) => sha256) })
    await reofferParked(b.ports)
    expect(row(b, id)).toMatchObject({ phase: 'waiting', ended: { outcome: 'filed' } })
    b.server.log.length = 0
    await drain(b.ports)
    expect(b.server.log.filter((line) => line.startsWith('text'))).toEqual([])
    expect(row(b, id)).toMatchObject({ phase: 'replaced', ended: { outcome: 'filed', report_id: 'new-1', lost: 0 } })
    expect(wordFor(row(b, id), false)).toBe('filed')
    expect(b.server.photos.size).toBe(2)
  })

  it('and was repaired says how many photos this phone no longer had', async () => {
    const b = bench()
    const { id, photos } = await parked(b, [10, 20])
    b.rows.photoTable.delete(photos[0]!.photo_id)
    b.server.quarantine.set(id, { outcome: 'filed', report_id: 'new-1', reason: 'ok', photos: photos.map(({ sha256 }) => sha256) })
    await reofferParked(b.ports)
    await drain(b.ports)
    expect(row(b, id)).toMatchObject({ phase: 'replaced', ended: { lost: 1 } })
  })

  it('and was turned down ends with the reviewer’s reason, its bytes kept', async () => {
    const b = bench()
    const { id, photos } = await parked(b, [10])
    b.server.quarantine.set(id, { outcome: 'dismissed', report_id: null, reason: 'a test', photos: [] })
    await reofferParked(b.ports)
    expect(row(b, id)).toMatchObject({ phase: 'replaced', ended: { outcome: 'dismissed', reason: 'a test' } })
    expect(wordFor(row(b, id), false)).toBe('dismissed')
    expect(b.rows.photoTable.has(photos[0]!.photo_id)).toBe(true)
    expect(phases(b)).toEqual(['replaced'])
  })

  it('and came to the server by file is delivered', async () => {
    const b = bench()
    const { id } = await parked(b, [])
    b.server.quarantine.clear()
    await b.server.put('report', id, row(b, id).bytes, row(b, id).sha256)
    await reofferParked(b.ports)
    expect(row(b, id)).toMatchObject({ phase: 'delivered', receipt: { level: 'photos' } })
  })
})
