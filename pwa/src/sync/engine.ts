/**
 * Drives sending and pulling: decides when to run and keeps the state a screen shows.
 * Must not know the DOM: triggers come in as calls, timers and locks as ports.
 */
import type { CityApi } from '@/api/city'
import { Failure } from '@/domain/problem'
import { drain } from '@/outbox/drain'
import { released } from '@/outbox/outcome'
import type { Ports } from '@/outbox/types'
import type { PhoneDatabase } from '@/storage/database'
import { setFact } from '@/storage/facts'

import { createCare, type Care } from './care'
import { forgives, mayRun, restAfter, wakeIn, type Rest, type Trigger } from './rhythm'
import { asSingleSender, type Locks } from './single-sender'

export interface EngineState {
  status: 'resting' | 'working' | 'waiting' | 'needs-login'
  next_try_at: number | null
  last_contact_at: number | null
  reachable: boolean
  photo_in_flight: { sha256: string; report_id: string }[]
  /** Reports being sent right now. */
  sending: string[]
}

export interface EngineDeps {
  db: PhoneDatabase
  outbox: Ports
  city: CityApi
  locks: Locks | undefined
  /** Calls back once after `ms`; the function returned cancels it. */
  after: (ms: number, work: () => void) => () => void
  onState: (state: EngineState) => void
  /** The contact of an earlier start. */
  lastContactAt: number | null
}

export interface Engine {
  /** Asks for a run; resolves when this tab has nothing more to do now. Never rejects. */
  poke(trigger: Trigger): Promise<void>
  state(): EngineState
  /** A signed-out phone sends nothing until somebody signs in. */
  needLogin(): void
}

export function createEngine(deps: EngineDeps): Engine {
  const { outbox, db } = deps
  const now = () => outbox.clock.now()
  const care: Care = createCare(deps)
  let state: EngineState = {
    status: 'resting',
    next_try_at: null,
    last_contact_at: deps.lastContactAt,
    reachable: true,
    photo_in_flight: [],
    sending: [],
  }
  let rest: Rest | null = null
  let running: Promise<void> | null = null
  let wanted: Trigger | null = null
  let cancelWake: () => void = () => undefined

  function show(change: Partial<EngineState>): void {
    state = { ...state, ...change }
    deps.onState(state)
  }

  function noteSending(id: string, sha256: string | null, sending: boolean): void {
    const photos = state.photo_in_flight.filter((photo) => photo.report_id !== id || photo.sha256 !== sha256)
    if (sending && sha256 !== null) photos.push({ report_id: id, sha256 })
    const busy = state.sending.filter((other) => other !== id)
    if (sending || photos.some((photo) => photo.report_id === id)) busy.push(id)
    show({ photo_in_flight: photos, sending: busy })
  }
  const ports: Ports = { ...outbox, onSending: noteSending }

  async function contact(reached: boolean, tried: boolean): Promise<void> {
    if (reached) {
      show({ reachable: true, last_contact_at: now() })
      await setFact(db, 'last_contact_at', now())
    } else if (tried) show({ reachable: false })
  }

  /** One run: send, then look after what the server owns. */
  async function run(trigger: Trigger): Promise<void> {
    show({ status: 'working' })
    if (forgives(trigger)) await forgive()
    const spread = trigger === 'online' ? care.spreadMs() : 0
    const result = care.paused() ? await care.nothingSent() : await drain(ports, { photos: spread === 0 })
    rest = restAfter(result.stop, rest, now(), outbox.chance)
    await contact(result.reached, result.stop?.why === 'no-network')
    let needsLogin = result.stop?.why === 'auth'
    if (result.stop === null) needsLogin = !(await lookAfter(trigger))
    const waiting = await outbox.rows.waiting()
    const next = waiting.length === 0 ? null : Math.min(...waiting.map((row) => row.next_try_at))
    settle(needsLogin, next, spread)
  }

  /** Pulls; false when a login is needed. */
  async function lookAfter(trigger: Trigger): Promise<boolean> {
    try {
      const reached = await care.pull(trigger)
      await contact(reached, false)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      if (error.status === 401) return false
      if (error.status === 0) show({ reachable: false })
    }
    return true
  }

  function settle(needsLogin: boolean, nextTryAt: number | null, spread: number): void {
    cancelWake()
    if (needsLogin) return show({ status: 'needs-login', next_try_at: null })
    const wake = wakeIn(nextTryAt, rest, now())
    if (wake === null) return show({ status: 'resting', next_try_at: null })
    const delay = Math.max(wake, spread)
    cancelWake = deps.after(delay, () => void poke(spread > 0 ? 'spread' : 'timer'))
    show({ status: 'waiting', next_try_at: now() + delay })
  }

  async function forgive(): Promise<void> {
    rest = null
    for (const row of await outbox.rows.waiting()) {
      if (row.next_try_at > now()) await outbox.rows.update(row.id, (fresh) => (fresh.phase === 'waiting' ? released(fresh) : undefined))
    }
  }

  async function runAll(first: Trigger): Promise<void> {
    for (let trigger: Trigger | null = first; trigger !== null; trigger = wanted) {
      wanted = null
      const current = trigger
      const done = await asSingleSender(deps.locks, async () => {
        await run(current)
        return true
      }).catch(() => true)
      if (done === undefined || state.status === 'working') show({ status: 'resting' })
    }
  }

  function poke(trigger: Trigger): Promise<void> {
    if (running !== null) {
      // Of two wishes the stronger stays: a person's own also sends photos at once.
      if (wanted === null || trigger === 'manual' || !forgives(wanted)) wanted = trigger
      return running
    }
    if (!mayRun(trigger, rest, now())) return Promise.resolve()
    if (state.status === 'needs-login' && !forgives(trigger)) return Promise.resolve()
    running = runAll(trigger).finally(() => (running = null))
    return running
  }

  return { poke, state: () => state, needLogin: () => settle(true, null, 0) }
}
