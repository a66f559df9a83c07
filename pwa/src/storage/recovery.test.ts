import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { readManifest } from '@/domain/report'

import { draftWith, freshDatabase, NOW, SEALING } from './bench.testing'
import { countOutstanding, latestCount, noteSealing } from './canary'
import { PhoneDatabase } from './database'
import { changeDraft, discardDraft } from './drafts'
import { chainOf, fact } from './facts'
import { dropDraft, journalDraft, journalRow, tidyJournal } from './journal'
import { boxesIn, journalIn, type BoxesInMemory } from './outside.testing'
import { joinLosses, type Loss } from './losses'
import { recover } from './recovery'
import { sealDraft } from './sealing'
import { isWhole } from './wholeness'

let db: PhoneDatabase
let boxes: BoxesInMemory
let kept: Map<string, string>
let serial = 0
const opened: PhoneDatabase[] = []

beforeEach(async () => {
  db = await freshDatabase()
  boxes = boxesIn()
  kept = new Map()
})
afterEach(() => {
  db.close()
  for (const other of opened.splice(0)) other.close()
})

/** A database as a browser gives it after it lost the old one. */
function wiped(): PhoneDatabase {
  const empty = new PhoneDatabase(`wiped-${(serial += 1)}`)
  opened.push(empty)
  return empty
}

const outside = () => ({ boxes, journal: journalIn(kept) })
/** As the app starts: the long look only where the short one is not satisfied. */
async function start(into: PhoneDatabase): Promise<Loss | null> {
  return (await isWhole(into, outside())) ? null : recover(into, outside(), () => 'another-device')
}
async function count(into = db): Promise<void> {
  await countOutstanding(into, boxes, NOW)
  await tidyJournal(into, outside().journal)
}

async function seal(id: string, photos: string[] = [], into = db): Promise<void> {
  await draftWith(into, id, photos)
  await changeDraft(into, id, { category: 'sl2_out_of_shop' }, NOW)
  const next = ((await fact(into, 'chain'))?.last_seq ?? 0) + 1
  noteSealing(boxes, next)
  const facts = { ...SEALING, segment_name: 'Elm 02', category_names: ['zh', 'en'] as [string, string] }
  await journalRow(into, outside().journal, await sealDraft(into, id, facts))
  await count(into)
}

describe('a database that came back empty', () => {
  beforeEach(async () => {
    await count()
    await seal('a', ['one', 'two'])
    await seal('b', ['three'])
    await seal('done')
    await db.outbox.update('done', { phase: 'delivered' })
    await count()
  })

  it('is noticed, and every missing report is named', async () => {
    const loss = await start(wiped())
    expect(loss).toMatchObject({ expected: 2, found: 0, recovered: 2, delivered: 1, seqs: [1, 2], last_seen_at: NOW })
    expect(loss?.lines[0]).toEqual({
      seq: 1, captured_at: '2026-11-20T08:15:31.000Z', category: 'sl2_out_of_shop', category_names: ['zh', 'en'],
      segment: 'Elm 02', photos: 2, recovered: true,
    })
  })

  it('goes on as the same device with the next number, and its chain holds', async () => {
    const next = wiped()
    await start(next)
    const last = await db.outbox.get('done')
    await seal('c', [], next)
    const manifest = readManifest((await next.outbox.get('c'))!.bytes)
    expect(manifest).toMatchObject({ device_id: 'device-1', device_seq: 4, prev_manifest_sha256: last?.sha256 })
  })

  it('gives no number twice, even one that was being given when it went', async () => {
    noteSealing(boxes, 4)
    const next = wiped()
    await start(next)
    await seal('c', [], next)
    expect((await next.outbox.get('c'))?.device_seq).toBe(5)
  })

  it.each(['full', 'brief', 'file'] as const)('is noticed from %s alone', async (place) => {
    if (place !== 'full') boxes.full.text = null
    if (place !== 'brief') boxes.brief.text = null
    if (place !== 'file') boxes.kept.text = null
    kept.clear()
    const next = wiped()
    expect(await start(next)).toMatchObject({ expected: 2, recovered: 0, seqs: [1, 2], delivered: 1 })
    expect(await fact(next, 'chain')).toMatchObject({ device_id: 'device-1', last_seq: 3 })
  })

  it('is noticed from the journal alone, with the device and its number', async () => {
    boxes = boxesIn()
    const next = wiped()
    expect(await start(next)).toMatchObject({ expected: 2, found: 0, recovered: 2 })
    expect(await fact(next, 'chain')).toMatchObject({ device_id: 'device-1', last_seq: 2 })
  })

  it('does not offer as a draft what was sealed, where only the newest writes are gone', async () => {
    const torn = wiped()
    await chainOf(torn, () => 'device-1')
    await draftWith(torn, 'b', ['three'])
    expect(await start(torn)).toMatchObject({ recovered: 2 })
    expect([await torn.drafts.count(), await torn.outbox.count()]).toEqual([0, 2])
    expect((await torn.photos.toArray()).map(({ id }) => id)).toEqual(['b-0'])
  })

  it('is said once: the next start finds everything that can be found', async () => {
    const next = wiped()
    await start(next)
    await count(next)
    expect(await start(next)).toBeNull()
  })
})

describe('a database that lost its end', () => {
  it('goes on behind the last number that was given', async () => {
    await count()
    await seal('a')
    const older = wiped()
    await chainOf(older, () => 'x', { device_id: 'device-1', last_seq: 1, last_sha256: 'f'.repeat(64) })
    await older.outbox.put((await db.outbox.get('a'))!)
    await seal('b')
    await seal('c')
    const loss = await start(older)
    expect(loss).toMatchObject({ expected: 3, found: 1, recovered: 2, seqs: [2, 3] })
    expect(await fact(older, 'chain')).toMatchObject({ last_seq: 3, last_sha256: (await db.outbox.get('c'))?.sha256 })
  })
})

describe('no loss', () => {
  it('is a new phone', async () => {
    const next = wiped()
    expect(await start(next)).toBeNull()
    expect(await fact(next, 'chain')).toEqual({ device_id: 'another-device', last_seq: 0, last_sha256: null })
  })

  it('is a report that was delivered after it was last counted', async () => {
    await count()
    await seal('a')
    await db.outbox.update('a', { phase: 'delivered' })
    expect(await start(db)).toBeNull()
  })

  it('is an old count in one place beside a newer one in another', async () => {
    await count()
    await seal('a')
    const old = boxes.kept.text
    await db.outbox.delete('a')
    kept.clear()
    await count()
    boxes.kept.text = old
    expect(await start(db)).toBeNull()
  })

  it('is a spoiled text', async () => {
    boxes.full.text = '{"open'
    boxes.brief.text = '[]'
    boxes.kept.text = '{"open": 7}'
    expect(await start(db)).toBeNull()
  })

  it('burns a number when the app was killed before a report was sealed', async () => {
    await count()
    await seal('a')
    noteSealing(boxes, 2)
    expect(await start(db)).toBeNull()
    await seal('b')
    expect((await db.outbox.get('b'))?.device_seq).toBe(2)
  })
})

describe('the count', () => {
  it('of version 1.0.0 is understood', async () => {
    boxes.full.text = JSON.stringify({ open: [['old', 7]] })
    expect(await start(wiped())).toMatchObject({ expected: 1, seqs: [7] })
  })

  it('is taken again when another page counted meanwhile', async () => {
    await count()
    await draftWith(db, 'a', [])
    const reading = count()
    noteSealing(boxes, 1)
    await sealDraft(db, 'a', SEALING)
    await reading
    expect((await latestCount(boxes))?.open.map(({ id }) => id)).toEqual(['a'])
  })

  it('fits a cookie after a long week without signal', async () => {
    for (let index = 0; index < 60; index++) await seal(`r${index}`)
    expect(encodeURIComponent(boxes.brief.text ?? '').length).toBeLessThan(1000)
    expect((await latestCount({ ...boxesIn(), brief: boxes.brief }))?.open).toHaveLength(60)
  })
})

describe('a draft in the hand', () => {
  async function typed(photos: string[]): Promise<void> {
    await draftWith(db, 'd', photos)
    await journalDraft(outside().journal, await changeDraft(db, 'd', { note: 'half a sent' }, NOW))
  }

  it('comes back with its words and without its pictures, which is said', async () => {
    await typed(['one'])
    const next = wiped()
    expect(await start(next)).toMatchObject({ expected: 0, lines: [], drafts: 1 })
    expect(await next.drafts.get('d')).toMatchObject({ note: 'half a sent', photos: [] })
    expect(await start(next)).toBeNull()
  })

  it('comes back whole when only its row was lost', async () => {
    await typed(['one'])
    await db.drafts.delete('d')
    expect(await start(db)).toBeNull()
    expect((await db.drafts.get('d'))?.photos).toHaveLength(1)
  })

  it('that was thrown away stays away', async () => {
    await typed([])
    await dropDraft(outside().journal, 'd')
    await discardDraft(db, 'd')
    await start(db)
    expect(await db.drafts.count()).toBe(0)
  })

  it('that was sealed comes back as a report only', async () => {
    await typed([])
    await count()
    await journalRow(db, outside().journal, await sealDraft(db, 'd', SEALING))
    const next = wiped()
    await start(next)
    expect([await next.drafts.count(), await next.outbox.count()]).toEqual([0, 1])
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
