import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { pendingEvents } from '@/storage/events'
import { fullDisk } from '@/storage/quota.testing'
import { lossBench, type LossBench } from '@/storage/recovery.testing'

import { recovered } from './bookkeeping'

let b: LossBench

beforeEach(async () => {
  b = await lossBench()
  await b.count()
  await b.seal('a')
  b.kept.clear()
})
afterEach(() => {
  vi.restoreAllMocks()
  b.close()
})

const lossIn = (db: LossBench['db']) => recovered({ db, outside: b.outside(), now: () => 0, newId: () => 'event-1' })

it('a loss is told to the supervisors', async () => {
  const empty = b.wiped()
  expect(await lossIn(empty)).toMatchObject({ expected: 1, seqs: [1] })
  expect(await pendingEvents(empty)).toMatchObject([{ kind: 'loss', facts: { expected: 1, found: 0, recovered: 0, seqs: [1] } }])
})

it('a loss on a phone without room is told to the person, and the phone opens; room is asked for first', async () => {
  const torn = b.wiped()
  await torn.facts.put({ key: 'chain', value: (await b.db.facts.get('chain'))?.value })
  const wanted: string[] = []
  torn.makeRoom = async (purpose) => {
    wanted.push(purpose)
    return false
  }
  fullDisk(Infinity)
  expect(await lossIn(torn)).toMatchObject({ expected: 1 })
  expect(wanted).toEqual(['report'])
})
