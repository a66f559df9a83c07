import { describe, expect, it } from 'vitest'

import { bench } from './bench.testing'
import { drain } from './drain'
import { forgetOld, reofferKept, reofferParked } from './reoffer'
import { Life } from './rows.testing'

const DAY = 24 * 3600 * 1000

describe('after the server was restored from a backup', () => {
  it('everything it lost is sent again, everything it has stays delivered', async () => {
    const b = bench()
    const kept = b.report([10])
    const lost = b.report([20, 30])
    await drain(b.ports)
    b.server.reports.delete(lost.id)
    b.server.photos.delete(lost.photos[1]!.sha256)
    expect(await reofferKept(b.ports)).toBeNull()
    expect(b.rows.table.get(kept.id)?.phase).toBe('delivered')
    expect(b.rows.table.get(lost.id)?.phase).toBe('waiting')
    await drain(b.ports)
    expect(b.server.receipt(lost.id).level).toBe('photos')
    expect(b.rows.table.get(lost.id)?.phase).toBe('delivered')
  })

  it('a report whose photo was lost sends only that photo', async () => {
    const b = bench()
    const row = b.report([20, 30])
    await drain(b.ports)
    b.server.photos.delete(row.photos[1]!.sha256)
    await reofferKept(b.ports)
    b.server.log.length = 0
    await drain(b.ports)
    expect(b.server.log.filter((line) => line.startsWith('photo'))).toEqual([`photo ${row.photos[1]!.sha256}`])
  })

  it('offers at most 200 lines at once and says when nobody answered', async () => {
    const b = bench()
    for (let i = 0; i < 201; i++) b.report([])
    await drain(b.ports)
    b.server.log.length = 0
    await reofferKept(b.ports)
    expect(b.server.log).toEqual(['offer 200', 'offer 1'])
    b.server.fault = () => 'lose-request'
    expect(await reofferKept(b.ports)).toEqual({ why: 'no-network' })
  })

  describe('a report that a reviewer had filed', () => {
    const filed = async () => {
      const b = bench()
      const { id, photos } = b.report([10, 20])
      const end = { outcome: 'filed' as const, report_id: 'n1', reason: 'ok', photos: photos.map(({ sha256 }) => sha256) }
      b.server.quarantine.set(id, end)
      await drain(b.ports)
      await reofferParked(b.ports)
      await drain(b.ports)
      expect(b.rows.table.get(id)).toMatchObject({ phase: 'replaced', ended: { outcome: 'filed' } })
      return { b, id, row: () => b.rows.table.get(id) }
    }

    it('stays ended while the server has it', async () => {
      const { b, row } = await filed()
      const before = row()
      await reofferKept(b.ports)
      expect(row()).toEqual(before)
    })

    it('gives its photos again to a server that lost them', async () => {
      const { b, row } = await filed()
      b.server.photos.clear()
      await reofferKept(b.ports)
      await drain(b.ports)
      await reofferParked(b.ports)
      await drain(b.ports)
      expect([row()?.phase, b.server.photos.size]).toEqual(['replaced', 2])
    })

    it('is said again to a server that knows nothing of it', async () => {
      const { b, id, row } = await filed()
      b.server.quarantine.clear()
      b.server.photos.clear()
      await reofferKept(b.ports)
      await drain(b.ports)
      expect(row()).toMatchObject({ phase: 'delivered', ended: null })
      expect(b.server.receipt(id).level).toBe('photos')
    })
  })

  it('what is sent again is kept as long as what is sent for the first time', async () => {
    const b = bench()
    const { id, photos } = b.report([10])
    await drain(b.ports)
    b.time.now += 13 * DAY
    b.server.reports.clear()
    await reofferKept(b.ports)
    await drain(b.ports)
    b.time.now += 2 * DAY
    await forgetOld(b.ports)
    expect(b.rows.table.get(id)?.phase).toBe('delivered')
    expect(b.rows.photoTable.has(photos[0]!.photo_id)).toBe(true)
  })

  it('is asked about again when only some of it was answered, or an answer could not be stored', async () => {
    const b = bench()
    for (let i = 0; i < 201; i++) b.report([])
    await drain(b.ports)
    b.server.reports.clear()
    let offers = 0
    b.server.fault = () => ((offers += 1) === 2 ? 'lose-request' : 'none')
    expect(await reofferKept(b.ports)).toEqual({ why: 'no-network' })
    b.server.fault = () => 'none'
    const life = new Life()
    life.fate = () => 'refuse'
    expect(await reofferKept(b.app(life))).toEqual({ why: 'storage' })
    expect(await reofferKept(b.ports)).toBeNull()
    expect([...b.rows.table.values()].every(({ phase }) => phase === 'waiting')).toBe(true)
  })
})

describe('forgetting', () => {
  it('touches nothing that is not delivered, however old', async () => {
    const b = bench()
    const row = b.report([10])
    b.time.now += 1000 * DAY
    await forgetOld(b.ports)
    expect(b.rows.table.get(row.id)).toBeDefined()
    expect(b.rows.photoTable.size).toBe(1)
  })

  it('drops sent photos after 14 days and the manifest after 90', async () => {
    const b = bench()
    const row = b.report([10])
    await drain(b.ports)
    b.time.now += 14 * DAY - 1
    await forgetOld(b.ports)
    expect(b.rows.photoTable.size).toBe(1)
    b.time.now += 1
    await forgetOld(b.ports)
    expect(b.rows.photoTable.size).toBe(0)
    expect(b.rows.table.get(row.id)?.bytes).toBe(row.bytes)
    b.time.now += 76 * DAY
    await forgetOld(b.ports)
    expect(b.rows.table.size).toBe(0)
  })

  it('drops sent photos at once when the receipt says they are backed up', async () => {
    const b = bench()
    const row = b.report([10])
    await drain(b.ports)
    const receipt = b.rows.table.get(row.id)!.receipt!
    await b.ports.rows.settle(row.id, { receipt: { ...receipt, level: 'backed-up' } }, [])
    await forgetOld(b.ports)
    expect(b.rows.photoTable.size).toBe(0)
  })
})
