/** An engine over a real database in memory, a model server, and timers the test lets run out. */
import type { ChangesPage } from '@/api/city'
import { hashOf, ModelServer } from '@/outbox/server.testing'
import type { Ports } from '@/outbox/types'
import { draftWith, freshDatabase, NOW, SEALING } from '@/storage/bench.testing'
import type { PhoneDatabase } from '@/storage/database'
import { rememberPerson } from '@/storage/mirror'
import { createRowStore } from '@/storage/rows'
import { sealDraft } from '@/storage/sealing'

import { City } from './city.testing'
import { createEngine, type Engine } from './engine'
import type { Road } from './road'
import type { Locks } from './single-sender'

export const MINUTE = 60_000
export const person = { id: 'person-1', username: 'p', name: 'P', roles: ['patrol'], scope: { segments: [], cells: [], units: [] } }
export const page = (cursor: string, changes: ChangesPage['changes'] = [], has_more = false): ChangesPage => ({ changes, cursor, has_more })

interface Built {
  locks?: Locks
  /** Ports that differ from the bench's own. */
  change?: (ports: Ports) => Partial<Ports>
}

export interface SyncBench {
  db: PhoneDatabase
  server: ModelServer
  city: City
  time: { now: number }
  timers: { at: number; work: () => void }[]
  road: Road
  /** One more engine on the same phone. */
  build(how?: Built): Engine
  /** Lets time pass to the next timer and runs it. */
  wake(engine: Engine): Promise<void>
  seal(id: string, texts?: string[]): Promise<void>
  phaseOf(id: string): Promise<string | undefined>
}

/** A phone on which `person` is signed in, and a city whose feed is empty. */
export async function syncBench(): Promise<SyncBench> {
  const db = await freshDatabase()
  await rememberPerson(db, person)
  const [server, city, time] = [new ModelServer(), new City(), { now: NOW }]
  city.pages.set(null, page('c1'))
  city.pages.set('c1', page('c1'))

  const bench: SyncBench = {
    db, server, city, time, timers: [], road: 'unknown',
    build({ locks, change = () => ({}) } = {}) {
      const ports: Ports = {
        rows: createRowStore(db, () => Promise.resolve()),
        courier: server,
        clock: { now: () => time.now },
        chance: { next: () => 0.5 },
        digest: (bytes) => Promise.resolve(hashOf(bytes)),
      }
      return createEngine({
        db, city, locks,
        outbox: { ...ports, ...change(ports) },
        after,
        onState: () => undefined,
        lastContactAt: null,
        version: '1.2.3',
        road: () => bench.road,
      })
    },
    async wake(engine) {
      const next = bench.timers.reduce((soonest, timer) => (timer.at < soonest.at ? timer : soonest))
      bench.timers = bench.timers.filter((timer) => timer !== next)
      time.now = Math.max(time.now, next.at)
      next.work()
      await engine.poke('timer')
    },
    async seal(id, texts = ['one']) {
      await draftWith(db, id, texts)
      await sealDraft(db, id, SEALING)
    },
    phaseOf: async (id) => (await db.outbox.get(id))?.phase,
  }

  function after(ms: number, work: () => void): () => void {
    const timer = { at: time.now + ms, work }
    bench.timers.push(timer)
    return () => void (bench.timers = bench.timers.filter((other) => other !== timer))
  }
  return bench
}
