/**
 * Puts the phone together: storage, server, outbox and engine behind one object.
 * The only place where these meet.
 */
import { createCityApi } from '@/api/city'
import { createCourier, photoUrl } from '@/api/courier'
import { createHttp } from '@/api/http'
import { createSessionApi } from '@/api/session'
import { sha256 } from '@/domain/digest'
import { uuid7 } from '@/domain/identity'
import type { Ports } from '@/outbox/types'
import { countOutstanding, findLoss } from '@/storage/canary'
import { PhoneDatabase } from '@/storage/database'
import { chainOf, fact } from '@/storage/facts'
import { recoverRows, tidyJournal } from '@/storage/journal'
import { mirroredReports } from '@/storage/mirror'
import { observeQuery } from '@/storage/observe'
import { createRowStore } from '@/storage/rows'
import { createEngine, type EngineState } from '@/sync/engine'
import { pullChanges } from '@/sync/pull'

import { flagBox, lossBox, textBox } from './boxes'
import { createCell } from './cell'
import { createDrafts } from './drafts'
import { createOutbox } from './outbox'
import { openJournal } from './opfs'
import type { Parts } from './parts'
import { createPictures } from './pictures'
import { createPlaces } from './places'
import { askToKeep, readiness } from './readiness'
import { createSession } from './session'
import { onHidden, startTriggers } from './triggers'
import type { Loss, Phone } from './types'
import { askForBackgroundSync, createUpdates } from './updates'

const startWorker = () => new Worker(new URL('./compress.worker.ts', import.meta.url), { type: 'module' })

const RESTING: EngineState = {
  status: 'resting',
  next_try_at: null,
  last_contact_at: null,
  reachable: true,
  photo_in_flight: [],
  sending: [],
}

/** Opens the database, looks for losses, starts sending. Rejects when the browser gives no database at all. */
export async function openPhone(): Promise<Phone> {
  const parts = await connect()
  const loss = lossBox()
  loss.note(await recovered(parts))
  await parts.count()
  const session = createSession(parts, flagBox('xj-sign-out-owed'))
  const drafts = createDrafts(parts, () => void afterSealing(parts))
  const updates = createUpdates()
  startTriggers((trigger) => {
    if (trigger === 'online') void session.check()
    void parts.engine.poke(trigger)
  })
  onHidden(() => void leaveToWorker(parts.db))
  void updates.start(() => void parts.engine.poke('timer'))
  void session.check()
  void parts.engine.poke('visible')

  return {
    session,
    drafts,
    outbox: createOutbox(parts, drafts.sealStored),
    sync: { observe: parts.engineState.observe, now: () => parts.engine.poke('manual') },
    reports: {
      observe: (onChange) => observeQuery(() => mirroredReports(parts.db), onChange),
      refresh: async () => void (await pullChanges(parts.db, parts.city)),
      photoUrl,
    },
    places: createPlaces(parts),
    async photo(photoId) {
      const row = await parts.db.photos.get(photoId)
      return row === undefined ? null : new Blob([row.bytes], { type: row.mime })
    },
    loss: loss.get,
    acknowledgeLoss: () => Promise.resolve(loss.clear()),
    readiness: () => readiness(parts),
    askToKeep: () => askToKeep(parts),
    observeUpdate: updates.observe,
  }
}

/**
 * Should the app be killed before the next line, the worker still sends. Keeping the data is granted by how much an
 * app is used, so it is asked for at every report until then.
 */
async function afterSealing(parts: Parts): Promise<void> {
  void askForBackgroundSync()
  if ((await fact(parts.db, 'persisted')) !== true) await askToKeep(parts)
}

/**
 * Whoever puts the phone away leaves unsent reports to the worker. Only then: the browser wakes the worker at once
 * while there is network, and asking again from there would go round without end.
 */
async function leaveToWorker(db: PhoneDatabase): Promise<void> {
  if ((await db.outbox.where('phase').equals('waiting').count()) > 0) await askForBackgroundSync()
}

/** What the database lost since the last start, after the journal gave back what it could. */
async function recovered({ db, canary, journal }: Parts): Promise<Loss | null> {
  const loss = await findLoss(db, canary)
  const count = await recoverRows(db, journal).catch(() => 0)
  return loss === null ? null : { ...loss, recovered: count }
}

async function connect(): Promise<Parts> {
  const db = new PhoneDatabase()
  const http = createHttp()
  const city = createCityApi(http)
  const canary = textBox('xj-outstanding')
  const now = () => Date.now()
  const newId = () => uuid7(now())
  const journal = await openJournal()
  const count = async () => {
    await countOutstanding(db, canary)
    await tidyJournal(db, journal).catch(() => undefined)
  }
  const ports: Ports = {
    rows: createRowStore(db, count),
    courier: createCourier(http),
    clock: { now },
    chance: { next: () => Math.random() },
    digest: sha256,
  }
  await chainOf(db, newId)
  const lastContactAt = (await fact(db, 'last_contact_at')) ?? null
  const engineState = createCell<EngineState>({ ...RESTING, last_contact_at: lastContactAt })
  const engine = createEngine({ db, outbox: ports, city, locks: navigator.locks, after, onState: engineState.set, lastContactAt })
  const login = createSessionApi(http)
  return { db, city, login, ports, engine, engineState, pictures: createPictures(startWorker), canary, journal, count, now, newId }
}

function after(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms)
  return () => clearTimeout(timer)
}
