import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { bench, type Bench } from './bench.testing'
import { drain, type DrainResult } from './drain'
import { released } from './outcome'
import { reofferParked } from './reoffer'
import { isOpen } from './retention'
import { Killed, Life, type Fate } from './rows.testing'
import { hashOf, type Fault } from './server.testing'

const FAULTS: Fault[] = ['none', 'lose-request', 'lose-answer', 'twice', 'stall', 'portal', 'busy', 'overload', 'broken', 'spoil-bytes']
const FATES: Fate[] = ['before', 'after', 'refuse', null, null, null, null, null, null]
const SIZES = fc.array(fc.integer({ min: 20, max: 400 }), { maxLength: 3 })

interface World {
  b: Bench
  faults: Fault[]
  fates: Fate[]
  apps: number
}

const worlds = fc.record({
  reports: fc.array(SIZES, { minLength: 1, maxLength: 6 }),
  faults: fc.array(fc.constantFrom(...FAULTS), { maxLength: 40 }),
  fates: fc.array(fc.constantFrom(...FATES), { maxLength: 120 }),
  apps: fc.integer({ min: 1, max: 4 }),
  chances: fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
})

/** One app's pass, whatever becomes of it; null when it was killed. */
async function pass({ b, fates }: World, work: (ports: Bench['ports']) => Promise<unknown>): Promise<unknown> {
  const life = new Life()
  life.fate = () => fates.shift() ?? null
  try {
    return await work(b.app(life))
  } catch (error) {
    if (!(error instanceof Killed)) throw error
    return null
  }
}

/** Passes of several apps at once, with restarts after kills; time leaps to the next try. Fails when the queue does not drain. */
async function runUntilEmpty(world: World): Promise<void> {
  const { b, apps } = world
  for (let round = 0; round < 300; round++) {
    await Promise.all(Array.from({ length: apps }, () => pass(world, drain)))
    const parked = [...b.rows.table.values()].filter((row) => row.phase === 'parked')
    if (parked.length > 0) await pass(world, reofferParked)
    // A road that spoiled the same photo three times makes the phone ask; the person says: try again.
    const spoiled = parked.filter((row) => row.reason === 'photo-damaged')
    for (const { id } of spoiled) await pass(world, (ports) => ports.rows.update(id, released))
    const last = (await pass(world, drain)) as DrainResult | null
    if (![...b.rows.table.values()].some(isOpen)) return
    const until = last?.stop?.why === 'server-busy' ? (last.stop.until ?? 0) : 0
    b.time.now = Math.max(b.time.now + 1, last?.next_try_at ?? 0, until)
  }
  throw new Error(`still open: ${[...b.rows.table.values()].filter(isOpen).length}`)
}

describe('whatever the road, the disk and the phone do, in up to four apps at once', () => {
  it('nothing is lost, nothing is doubled, and the queue drains once the faults stop', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async ({ reports, faults, fates, apps, chances }) => {
        const b = bench(() => chances.next().value as number)
        const sealed = reports.map((sizes) => b.report(sizes, { twins: true }))
        const sent = new Map(sealed.flatMap((row) => row.photos.map((p) => [p.sha256, b.rows.photoTable.get(p.photo_id)!.bytes])))
        b.server.fault = () => faults.shift() ?? 'none'
        await runUntilEmpty({ b, faults, fates, apps })
        expect([...b.server.reports.keys()].sort()).toEqual(sealed.map((row) => row.id).sort())
        for (const row of sealed) {
          expect(b.rows.table.get(row.id)).toMatchObject({ phase: 'delivered', receipt: { level: 'photos' } })
          expect(hashOf(b.server.reports.get(row.id)!.bytes)).toBe(row.sha256)
          expect(b.rows.table.get(row.id)?.bytes).toBe(row.bytes)
          for (const photo of row.photos) {
            expect(b.server.photos.get(photo.sha256)).toEqual(sent.get(photo.sha256))
            expect(b.rows.photoTable.has(photo.photo_id)).toBe(true)
            expect(b.rows.photoTable.has(`${photo.photo_id}-original`)).toBe(false)
          }
        }
        expect(b.rows.lettings.every((letting) => letting.phase === 'delivered' && letting.level === 'photos')).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('what a reviewer settled ends with the reviewer’s word, its photos at the server', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), async ({ reports, faults, fates, apps, chances }, filed) => {
        const b = bench(() => chances.next().value as number)
        const sealed = reports.map((sizes) => b.report(sizes))
        sealed.forEach((row, index) => {
          const photos = row.photos.map(({ sha256 }) => sha256)
          const outcome = filed[index] ? 'filed' : 'dismissed'
          b.server.quarantine.set(row.id, { outcome, report_id: `repaired-${row.id}`, reason: 'seen', photos })
        })
        b.server.fault = () => faults.shift() ?? 'none'
        await runUntilEmpty({ b, faults, fates, apps })
        sealed.forEach((row, index) => {
          const outcome = filed[index] ? 'filed' : 'dismissed'
          expect(b.rows.table.get(row.id)).toMatchObject({ phase: 'replaced', ended: { outcome, reason: 'seen', lost: 0 } })
          for (const { sha256, photo_id } of row.photos) {
            expect(b.server.photos.has(sha256)).toBe(filed[index])
            expect(b.rows.photoTable.has(photo_id)).toBe(true)
          }
        })
      }),
      { numRuns: 150 },
    )
  })
})
