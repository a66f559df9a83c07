import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { drain } from '@/outbox/drain'
import { hashOf, ModelServer } from '@/outbox/server.testing'

import { draftWith, freshDatabase, NOW, SEALING } from './bench.testing'
import type { PhoneDatabase } from './database'
import { changeDraft } from './drafts'
import { journalRow, tidyJournal } from './journal'
import { journaledRows } from './journalReading'
import { boxesIn, journalIn } from './outside.testing'
import { recover } from './recovery'
import { createRowStore } from './rows'
import { sealDraft } from './sealing'

let db: PhoneDatabase
let kept: Map<string, string>

beforeEach(async () => {
  db = await freshDatabase()
  kept = new Map()
})
afterEach(() => db.close())

async function seal(id: string, texts: string[] = []): Promise<void> {
  await draftWith(db, id, texts)
  await changeDraft(db, id, { note: '店外经营 "引号" 😀' }, NOW)
  await journalRow(db, journalIn(kept), await sealDraft(db, id, SEALING))
}

async function recoverRows(empty: PhoneDatabase): Promise<number> {
  const loss = await recover(empty, { journal: journalIn(kept), boxes: boxesIn() }, () => 'device-2')
  return loss?.recovered ?? 0
}

describe('the journal', () => {
  it('gives back the very bytes to a database that came back empty', async () => {
    await seal('a')
    await seal('b')
    const before = await db.outbox.toArray()
    const empty = await freshDatabase()
    expect(await recoverRows(empty)).toBe(2)
    const after = await empty.outbox.toArray()
    expect(after.map((row) => hashOf(row.bytes))).toEqual(before.map((row) => row.sha256))
    expect(await recoverRows(empty)).toBe(0)
    empty.close()
  })

  it('lets the text arrive; a person hears that the photos are gone', async () => {
    await seal('a', ['photo'])
    const empty = await freshDatabase()
    await recoverRows(empty)
    const server = new ModelServer()
    await drain({
      rows: createRowStore(empty, () => Promise.resolve()),
      courier: server,
      clock: { now: () => NOW },
      chance: { next: () => 0.5 },
      digest: (bytes) => Promise.resolve(hashOf(bytes)),
    })
    expect(server.reports.has('a')).toBe(true)
    expect(await empty.outbox.get('a')).toMatchObject({ phase: 'parked', reason: 'photo-gone', text_received: true })
    empty.close()
  })

  it('is read one entry at a time, so that a slow disk misses no limit', async () => {
    for (const id of ['a', 'b', 'c']) await seal(id)
    const files = journalIn(kept)
    let [reading, most] = [0, 0]
    const slow = async (name: string) => {
      most = Math.max(most, (reading += 1))
      await Promise.resolve()
      reading -= 1
      return files.read(name)
    }
    expect(await journaledRows({ ...files, read: slow })).toHaveLength(3)
    expect(most).toBe(1)
  })

  it('does not believe torn or changed entries', async () => {
    await seal('a')
    await seal('b')
    await seal('c')
    kept.set('a', kept.get('a')!.slice(0, 40))
    kept.set('b', kept.get('b')!.replace('captured_at', 'captured_xx'))
    const empty = await freshDatabase()
    expect(await recoverRows(empty)).toBe(1)
    empty.close()
  })

  it('forgets what was delivered and nothing else', async () => {
    await seal('open')
    await seal('done')
    await db.outbox.update('done', { phase: 'delivered' })
    kept.set('lost', 'whatever')
    await tidyJournal(db, journalIn(kept))
    expect([...kept.keys()].sort()).toEqual(['lost', 'open'])
  })
})
