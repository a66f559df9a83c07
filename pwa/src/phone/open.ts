/**
 * Puts the phone together: storage, server, outbox and engine behind one object.
 * The only place where these meet.
 */
import { createCourier, photoUrl } from '@/api/courier'
import { createHttp } from '@/api/http'
import { createSessionApi } from '@/api/session'
import { sha256 } from '@/domain/digest'
import { uuid7 } from '@/domain/identity'
import type { Ports } from '@/outbox/types'
import type { PhoneDatabase } from '@/storage/database'
import { fact } from '@/storage/facts'
import { mirroredReports } from '@/storage/mirror'
import { observeQuery } from '@/storage/observe'
import { isFromNewer } from '@/storage/opening'
import { readPhoto, rememberedForm } from '@/storage/photoRows'
import { roadNow } from '@/sync/road'
import { RESTING, type EngineState } from '@/sync/state'

import { createCount, createRows, recovered } from './bookkeeping'
import { flagBox, lossBox } from './boxes'
import { createCalibrations } from './calibration'
import { createCell } from './cell'
import { createCityBehind } from './city'
import { createDraftLocks } from './draftLocks'
import { createDrafts } from './drafts'
import { createEngineBehind } from './engine'
import { askToKeep } from './keepData'
import { createOutbox } from './outbox'
import type { Parts } from './parts'
import { createPictures } from './pictures'
import { createPlaces } from './places'
import { createSession } from './session'
import { openOutside, openStore } from './store'
import { createSync } from './sync'
import { onHidden, startTriggers } from './triggers'
import type { Abilities, Draft, Phone, StoreState } from './types'
import { askForBackgroundSync, createUpdates } from './updates'

const startWorker = () => new Worker(new URL('./compress.worker.ts', import.meta.url), { type: 'module' })

/**
 * Opens the database, looks for losses, starts sending. Rejects with DatabaseShut; `onBlocked` is called when another
 * page keeps the database from opening.
 */
export async function openPhone(onBlocked: () => void = () => undefined): Promise<Phone> {
  const parts = await connect(onBlocked)
  const loss = lossBox()
  loss.note(await recovered(parts))
  await parts.count()
  const session = createSession(parts, flagBox('xj-sign-out-owed'))
  const places = createPlaces(parts)
  const segmentOf = async ({ position }: Draft) => (position && (await places.place(position)))?.segment?.name ?? null
  const locks = createDraftLocks(navigator.locks)
  const drafts = createDrafts(parts, { onSealed: () => void afterSealing(parts), segmentOf, locks })
  const updates = createUpdates()
  startTriggers((trigger) => {
    if (trigger === 'online') void session.check()
    void parts.engine.poke(trigger)
  })
  onHidden(() => {
    void drafts.flush()
    void leaveToWorker(parts.db)
    void sayLastWords(parts)
  })
  void import('./wakefulness').then(({ keepAwake }) => keepAwake(parts.engineState.observe)).catch(() => undefined)
  void updates.start(() => void parts.engine.poke('timer'))
  void session.check()
  void parts.engine.poke('visible')

  return {
    session,
    drafts,
    outbox: createOutbox(parts, drafts.sealStored),
    sync: createSync(parts),
    reports: {
      observe: (onChange) => observeQuery(() => mirroredReports(parts.db), onChange),
      refresh: () => refreshReports(parts),
      photoUrl,
    },
    tasks: async () => (await import('./tasks')).createTasks(parts),
    papers: async () => (await import('./papers')).createPapers(parts),
    pledges: async () => (await import('./pledges')).createPledges(parts),
    complaints: async () => (await import('./complaints')).createComplaints(parts),
    messages: async () => (await import('./messages')).createMessages(),
    places,
    calibrations: createCalibrations(parts, createCell((await fact(parts.db, 'calibration')) ?? null)),
    tiles: tilesBeneath,
    async photo(photoId) {
      const row = await readPhoto(parts.db, photoId)
      return row === undefined ? null : new Blob([row.bytes], { type: row.mime })
    },
    loss: loss.get,
    acknowledgeLoss: () => Promise.resolve(loss.clear()),
    readiness: async () => (await import('./readiness')).readiness(parts),
    abilities: lookAtBrowser,
    observeStore: followStore(parts.db),
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

async function refreshReports({ db, city }: Parts): Promise<void> {
  const { pullChanges } = await import('@/sync/pull')
  await pullChanges(db, city)
}

async function sayLastWords({ db, city, now }: Parts): Promise<void> {
  const { lastWords } = await import('@/sync/telling')
  await lastWords(db, city, __APP_VERSION__, now())
}

async function tilesBeneath(): ReturnType<Phone['tiles']> {
  const { createMapApi } = await import('@/api/map')
  return createMapApi(createHttp()).tiles().catch(() => null)
}

async function lookAtBrowser(): Promise<Abilities> {
  const { testAbilities, thisBrowser } = await import('./abilities')
  return testAbilities(thisBrowser())
}

/** Loaded when a phone is full; from the files kept on it, so that this needs no network where a worker keeps them. */
function roomMaker(db: PhoneDatabase): PhoneDatabase['makeRoom'] {
  let maker: PhoneDatabase['makeRoom'] | null = null
  return async (purpose) => {
    maker ??= (await import('@/storage/room')).createRoomMaker(db)
    return maker(purpose)
  }
}

function followStore(db: PhoneDatabase): Phone['observeStore'] {
  const state = createCell<StoreState>(isFromNewer(db) ? 'newer' : 'fine')
  db.on('versionchange', () => state.set('outdated'))
  return state.observe
}

async function connect(onBlocked: () => void): Promise<Parts> {
  const now = () => Date.now()
  const newId = () => uuid7(now())
  const [db, outside] = await Promise.all([openStore(onBlocked), openOutside()])
  db.makeRoom = roomMaker(db)
  await rememberedForm(db)
  const http = createHttp()
  const city = createCityBehind(http)
  const count = createCount(db, outside, now)
  const ports: Ports = {
    rows: createRows(db, outside, count),
    courier: createCourier(http, async () => (await import('@/api/upload')).upload),
    clock: { now },
    chance: { next: () => Math.random() },
    digest: sha256,
  }
  const lastContactAt = (await fact(db, 'last_contact_at')) ?? null
  const engineState = createCell<EngineState>({ ...RESTING, last_contact_at: lastContactAt })
  const surroundings = { locks: navigator.locks, after, road: roadNow, version: __APP_VERSION__ }
  const engine = createEngineBehind({ db, outbox: ports, city, onState: engineState.set, lastContactAt, ...surroundings })
  const login = createSessionApi(http)
  return { db, city, login, ports, engine, engineState, pictures: createPictures(startWorker), outside, count, now, newId }
}

function after(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms)
  return () => clearTimeout(timer)
}
