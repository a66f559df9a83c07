/** A phone without a browser: real storage and outbox in memory, a model server, nothing that draws. */
import { vi } from 'vitest'

import type { CityApi } from '@/api/city'
import type { SessionApi } from '@/api/session'
import type { Person } from '@/domain/person'
import { Failure } from '@/domain/problem'
import { hashOf, ModelServer } from '@/outbox/server.testing'
import { freshDatabase, NOW } from '@/storage/bench.testing'
import { boxesIn, journalIn } from '@/storage/outside.testing'
import { rememberPerson } from '@/storage/mirror'
import { createEngine } from '@/sync/engine'
import { RESTING, type EngineState } from '@/sync/state'

import { createCount, createRows } from './bookkeeping'
import { createCell } from './cell'
import { createDrafts, type DraftsPart } from './drafts'
import { createOutbox } from './outbox'
import type { Parts } from './parts'
import type { Twin } from './pictures'
import type { Outbox } from './types'

export const person = (id: string): Person => ({
  id,
  username: id,
  name: id,
  roles: ['patrol'],
  scope: { segments: [], cells: [], units: [] },
})

export class LoginDouble implements SessionApi {
  live: Person | null = person('person-1')
  network = true
  /** Whether logins are with a password that somebody else knows. */
  given = false
  readonly devices: (string | undefined)[] = []

  signIn(username: string, password: string, deviceId?: string) {
    this.devices.push(deviceId)
    if (password !== 'right') return Promise.reject(new Failure('bad-credentials', 401))
    this.live = { ...person(username), password_given: this.given }
    return this.whoAmI()
  }
  whoAmI() {
    if (!this.network) return Promise.reject(new Failure('no-network'))
    return this.live ? Promise.resolve(this.live) : Promise.reject(new Failure('not-signed-in', 401))
  }
  choosePassword() {
    this.live = this.live && { ...this.live, password_given: false }
    return this.whoAmI()
  }
  signOut() {
    if (!this.network) return Promise.reject(new Failure('no-network'))
    this.live = null
    return Promise.resolve()
  }
}

const noCity: CityApi = {
  meta: () => Promise.reject(new Failure('no-network')),
  changes: () => Promise.reject(new Failure('no-network')),
  pack: () => Promise.reject(new Failure('no-network')),
  tell: () => Promise.reject(new Failure('no-network')),
  tasks: () => Promise.reject(new Failure('no-network')),
  around: () => Promise.reject(new Failure('no-network')),
  workingTimes: () => Promise.reject(new Failure('no-network')),
  thumb: () => Promise.reject(new Failure('no-network')),
  paperKit: () => Promise.reject(new Failure('no-network')),
  pledgeKit: () => Promise.reject(new Failure('no-network')),
  fileComplaint: () => Promise.reject(new Failure('no-network')),
}

export interface PhoneBench {
  parts: Parts
  server: ModelServer
  login: LoginDouble
  /** What the picture worker answers; null by default. */
  twin: { next: (bytes: ArrayBuffer) => Promise<Twin | null> }
  canary: { text: string | null }
  journal: Map<string, string>
  time: { now: number }
  drafts: DraftsPart
  outbox: Outbox
  close(): void
}

export const SHOT = { role: 'scene', source: 'camera', taken_at: '2026-11-20T08:15:31.000Z' } as const
export const jpeg = (text: string) => new Blob([Uint8Array.from([0xff, 0xd8, 0xff]), text])

/** A phone on which `person-1` is signed in; it places everything in Elm 02. */
export async function phoneBench(): Promise<PhoneBench> {
  vi.stubGlobal('__APP_VERSION__', '9.9.9')
  const db = await freshDatabase()
  await rememberPerson(db, person('person-1'))
  const server = new ModelServer()
  const login = new LoginDouble()
  const time = { now: NOW }
  const canary: { text: string | null } = { text: null }
  const box = { get: () => canary.text, set: (text: string) => void (canary.text = text) }
  const twin: PhoneBench['twin'] = { next: () => Promise.resolve(null) }
  const kept = new Map<string, string>()
  const journal = journalIn(kept)
  const outside = { journal, boxes: { ...boxesIn(), full: box } }
  const count = createCount(db, outside, () => time.now)
  const ports: Parts['ports'] = {
    rows: createRows(db, outside, count),
    courier: server,
    clock: { now: () => time.now },
    chance: { next: () => 0.5 },
    digest: (bytes) => Promise.resolve(hashOf(bytes)),
  }
  const engineState = createCell<EngineState>(RESTING)
  const engine = createEngine({
    db, outbox: ports, city: noCity, locks: undefined, after: () => () => undefined, onState: engineState.set, lastContactAt: null,
    version: '9.9.9', road: () => 'unknown',
  })
  let ids = 0
  const parts: Parts = {
    db, city: noCity, login, ports, engine, engineState, outside, count,
    pictures: { twinOf: (bytes) => twin.next(bytes) },
    now: () => time.now,
    newId: () => `id-${(ids += 1)}`,
  }
  const drafts = createDrafts(parts, { segmentOf: () => Promise.resolve('Elm 02') })
  const outbox = createOutbox(parts, drafts.sealStored)
  const close = () => {
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
    db.close()
  }
  return { parts, server, login, twin, canary, journal: kept, time, drafts, outbox, close }
}
