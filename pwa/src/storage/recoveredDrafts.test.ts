import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { draftWith, NOW, SEALING } from './bench.testing'
import { changeDraft, discardDraft } from './drafts'
import { dropDraft, journalDraft, journalRow } from './journal'
import { fullDisk } from './quota.testing'
import { lossBench, type LossBench } from './recovery.testing'
import { sealDraft } from './sealing'

let b: LossBench

beforeEach(async () => {
  b = await lossBench()
})
afterEach(() => {
  vi.restoreAllMocks()
  b.close()
})

describe('a draft in the hand', () => {
  async function typed(photos: string[]): Promise<void> {
    await draftWith(b.db, 'd', photos)
    await journalDraft(b.outside().journal, await changeDraft(b.db, 'd', { note: 'half a sent' }, NOW))
  }

  it('comes back with its words and without its pictures, which is said', async () => {
    await typed(['one'])
    const next = b.wiped()
    expect(await b.start(next)).toMatchObject({ expected: 0, lines: [], drafts: 1 })
    expect(await next.drafts.get('d')).toMatchObject({ note: 'half a sent', photos: [] })
    expect(await b.start(next)).toBeNull()
  })

  it('comes back whole when only its row was lost', async () => {
    await typed(['one'])
    await b.db.drafts.delete('d')
    expect(await b.start(b.db)).toBeNull()
    expect((await b.db.drafts.get('d'))?.photos).toHaveLength(1)
  })

  it('that was thrown away stays away', async () => {
    await typed([])
    await dropDraft(b.outside().journal, 'd')
    await discardDraft(b.db, 'd')
    await b.start(b.db)
    expect(await b.db.drafts.count()).toBe(0)
  })

  it('that was sealed comes back as a report only', async () => {
    await typed([])
    await b.count()
    await journalRow(b.db, b.outside().journal, await sealDraft(b.db, 'd', SEALING))
    const next = b.wiped()
    await b.start(next)
    expect([await next.drafts.count(), await next.outbox.count()]).toEqual([0, 1])
  })

  it('comes back on a full phone as well: room is made for it and for the device’s number', async () => {
    await typed([])
    await b.count()
    const next = b.wiped()
    const wanted: string[] = []
    next.makeRoom = async (purpose) => {
      wanted.push(purpose)
      return purpose === 'report'
    }
    const disk = fullDisk(2)
    await b.start(next)
    expect([disk.refused(), wanted]).toEqual([2, ['report', 'report']])
    expect(await next.drafts.get('d')).toMatchObject({ note: 'half a sent' })
  })
})
