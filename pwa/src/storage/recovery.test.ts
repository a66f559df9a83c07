import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { readManifest } from '@/domain/report'

import { draftWith, NOW, SEALING } from './bench.testing'
import { latestCount, noteSealing } from './canary'
import { chainOf, fact } from './facts'
import { joinLosses, type Loss } from './losses'
import { boxesIn } from './outside.testing'
import { lossBench, type LossBench } from './recovery.testing'
import { sealDraft } from './sealing'

let b: LossBench

beforeEach(async () => {
  b = await lossBench()
})
afterEach(() => b.close())

describe('a database that came back empty', () => {
  beforeEach(async () => {
    await b.count()
    await b.seal('a', ['one', 'two'])
    await b.seal('b', ['three'])
    await b.seal('done')
    await b.db.outbox.update('done', { phase: 'delivered' })
    await b.count()
  })

  it('is noticed, and every missing report is named', async () => {
    const loss = await b.start(b.wiped())
    expect(loss).toMatchObject({ expected: 2, found: 0, recovered: 2, delivered: 1, seqs: [1, 2], last_seen_at: NOW })
    expect(loss?.lines[0]).toEqual({
      seq: 1, captured_at: '2026-11-20T08:15:31.000Z', category: 'sl2_out_of_shop', category_names: ['zh', 'en'],
      segment: 'Elm 02', photos: 2, recovered: true,
    })
  })

  it('goes on as the same device with the next number, and its chain holds', async () => {
    const next = b.wiped()
    await b.start(next)
    const last = await b.db.outbox.get('done')
    await b.seal('c', [], next)
    const manifest = readManifest((await next.outbox.get('c'))!.bytes)
    expect(manifest).toMatchObject({ device_id: 'device-1', device_seq: 4, prev_manifest_sha256: last?.sha256 })
  })

  it('gives no number twice, even one that was being given when it went', async () => {
    noteSealing(b.boxes, 4)
    const next = b.wiped()
    await b.start(next)
    await b.seal('c', [], next)
    expect((await next.outbox.get('c'))?.device_seq).toBe(5)
  })

  it.each(['full', 'brief', 'file'] as const)('is noticed from %s alone', async (place) => {
    if (place !== 'full') b.boxes.full.text = null
    if (place !== 'brief') b.boxes.brief.text = null
    if (place !== 'file') b.boxes.kept.text = null
    b.kept.clear()
    const next = b.wiped()
    expect(await b.start(next)).toMatchObject({ expected: 2, recovered: 0, seqs: [1, 2], delivered: 1 })
    expect(await fact(next, 'chain')).toMatchObject({ device_id: 'device-1', last_seq: 3 })
  })

  it('is noticed from the journal alone, with the device and its number', async () => {
    b.boxes = boxesIn()
    const next = b.wiped()
    expect(await b.start(next)).toMatchObject({ expected: 2, found: 0, recovered: 2 })
    expect(await fact(next, 'chain')).toMatchObject({ device_id: 'device-1', last_seq: 2 })
  })

  it('does not offer as a draft what was sealed, where only the newest writes are gone', async () => {
    const torn = b.wiped()
    await chainOf(torn, () => 'device-1')
    await draftWith(torn, 'b', ['three'])
    expect(await b.start(torn)).toMatchObject({ recovered: 2 })
    expect([await torn.drafts.count(), await torn.outbox.count()]).toEqual([0, 2])
    expect((await torn.photos.toArray()).map(({ id }) => id)).toEqual(['b-0'])
  })

  it('is said once: the next start finds everything that can be found', async () => {
    const next = b.wiped()
    await b.start(next)
    await b.count(next)
    expect(await b.start(next)).toBeNull()
  })
})

describe('a database that lost its end', () => {
  it('goes on behind the last number that was given', async () => {
    await b.count()
    await b.seal('a')
    const older = b.wiped()
    await chainOf(older, () => 'x', { device_id: 'device-1', last_seq: 1, last_sha256: 'f'.repeat(64) })
    await older.outbox.put((await b.db.outbox.get('a'))!)
    await b.seal('b')
    await b.seal('c')
    const loss = await b.start(older)
    expect(loss).toMatchObject({ expected: 3, found: 1, recovered: 2, seqs: [2, 3] })
    expect(await fact(older, 'chain')).toMatchObject({ last_seq: 3, last_sha256: (await b.db.outbox.get('c'))?.sha256 })
  })
})

describe('no loss', () => {
  it('is a new phone', async () => {
    const next = b.wiped()
    expect(await b.start(next)).toBeNull()
    expect(await fact(next, 'chain')).toEqual({ device_id: 'another-device', last_seq: 0, last_sha256: null })
  })

  it('is a report that was delivered after it was last counted', async () => {
    await b.count()
    await b.seal('a')
    await b.db.outbox.update('a', { phase: 'delivered' })
    expect(await b.start(b.db)).toBeNull()
  })

  it('is an old count in one place beside a newer one in another', async () => {
    await b.count()
    await b.seal('a')
    const old = b.boxes.kept.text
    await b.db.outbox.delete('a')
    b.kept.clear()
    await b.count()
    b.boxes.kept.text = old
    expect(await b.start(b.db)).toBeNull()
  })

  it('is a spoiled text', async () => {
    b.boxes.full.text = '{"open'
    b.boxes.brief.text = '[]'
    b.boxes.kept.text = '{"open": 7}'
    expect(await b.start(b.db)).toBeNull()
  })

  it('burns a number when the app was killed before a report was sealed', async () => {
    await b.count()
    await b.seal('a')
    noteSealing(b.boxes, 2)
    expect(await b.start(b.db)).toBeNull()
    await b.seal('b')
    expect((await b.db.outbox.get('b'))?.device_seq).toBe(2)
  })
})

describe('the count', () => {
  it('of version 1.0.0 is understood', async () => {
    b.boxes.full.text = JSON.stringify({ open: [['old', 7]] })
    expect(await b.start(b.wiped())).toMatchObject({ expected: 1, seqs: [7] })
  })

  it('is taken again when another page counted meanwhile', async () => {
    await b.count()
    await draftWith(b.db, 'a', [])
    const reading = b.count()
    noteSealing(b.boxes, 1)
    await sealDraft(b.db, 'a', SEALING)
    await reading
    expect((await latestCount(b.boxes))?.open.map(({ id }) => id)).toEqual(['a'])
  })

  it('fits a cookie after a long week without signal', async () => {
    for (let index = 0; index < 60; index++) await b.seal(`r${index}`)
    expect(encodeURIComponent(b.boxes.brief.text ?? '').length).toBeLessThan(1000)
    expect((await latestCount({ ...boxesIn(), brief: b.boxes.brief }))?.open).toHaveLength(60)
  })
})

describe('two losses before the first was read', () => {
  it('are one notice with all of them', () => {
    const one: Loss = { last_seen_at: 1, expected: 2, found: 1, recovered: 1, delivered: 4, drafts: 0, seqs: [1], lines: [] }
    const two: Loss = { last_seen_at: 2, expected: 3, found: 0, recovered: 0, delivered: 5, drafts: 1, seqs: [2, 3, 4], lines: [] }
    expect(joinLosses(one, two)).toMatchObject({ expected: 5, found: 1, recovered: 1, delivered: 5, drafts: 1, seqs: [1, 2, 3, 4] })
    expect([joinLosses(null, two), joinLosses(one, null)]).toEqual([two, one])
  })
})
