import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { freshDatabase, NOW } from './bench.testing'
import type { PhoneDatabase } from './database'
import { eventsTold, noteEvent, pendingEvents } from './events'

let db: PhoneDatabase

beforeEach(async () => {
  db = await freshDatabase()
})
afterEach(() => db.close())

const note = (id: string, at: number) => noteEvent(db, 'loss', { expected: 2 }, { id, now: at })

describe('events of this phone', () => {
  it('wait, oldest first, until the server has them', async () => {
    await note('late', NOW + 1000)
    await note('early', NOW)
    expect((await pendingEvents(db)).map(({ id }) => id)).toEqual(['early', 'late'])
    await eventsTold(db, ['early'])
    expect(await pendingEvents(db)).toEqual([
      { id: 'late', kind: 'loss', at: new Date(NOW + 1000).toISOString(), facts: { expected: 2 } },
    ])
  })

  it('go fifty at a time', async () => {
    for (let index = 0; index < 60; index++) await note(`e${index}`, NOW + index)
    expect(await pendingEvents(db)).toHaveLength(50)
  })

  it('say once that there is no room, until that was heard', async () => {
    const full = (id: string) => noteEvent(db, 'storage-full', {}, { id, now: NOW })
    await full('a')
    await full('b')
    expect((await pendingEvents(db)).map(({ id }) => id)).toEqual(['a'])
    await eventsTold(db, ['a'])
    await full('c')
    expect((await pendingEvents(db)).map(({ id }) => id)).toEqual(['c'])
  })
})
