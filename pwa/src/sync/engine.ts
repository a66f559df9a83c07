/**
 * Drives sending and pulling: decides when to run and keeps the state a screen shows.
 * Must not know the DOM: triggers come in as calls, timers and locks as ports.
 */
import type { CityApi } from '@/api/city'
import type { TroubleTold } from '@/domain/phone-state'
import { Failure } from '@/domain/problem'
import { drain, openRows, type DrainResult } from '@/outbox/drain'
import { nextTryAt } from '@/outbox/next'
import { unpaused } from '@/outbox/outcome'
import type { Ports } from '@/outbox/types'
import type { PhoneDatabase } from '@/storage/database'
import { setFact } from '@/storage/facts'

import { createCare, EVERY_MS, type Care } from './care'
import { createInFlight } from './in-flight'
import { giveUpReading } from './pull'
import { forgives, mayRun, outranks, restAfter, wakeIn, type Rest, type Trigger } from './rhythm'
import { heldOver, holdBackOver, type Road } from './road'
import { asSingleSender, type Locks } from './single-sender'
import { noteTrouble } from './telling'
import { RESTING, type EngineState } from './state'
import { createWatch, type Watch } from './watch'

export type { EngineState }

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
  version: string
  road: () => Road
}

export interface Engine {
  /** Asks for a run; resolves when this tab has nothing more to do now. Never rejects. */
  poke(trigger: Trigger): Promise<void>
  state(): EngineState
  /** A signed-out phone sends nothing until somebody signs in. */
  needLogin(): void
}

const TROUBLE: Record<'no-network' | 'server-busy' | 'storage' | 'auth' | 'abandoned', TroubleTold> = {
  'no-network': 'no-network',
  'server-busy': 'server-busy',
  storage: 'storage-lost',
  auth: 'needs-login',
  abandoned: 'no-network',
}

export function createEngine(deps: EngineDeps): Engine {
  const { outbox, db } = deps
  const now = () => outbox.clock.now()
  const care: Care = createCare(deps)
  let state: EngineState = { ...RESTING, last_contact_at: deps.lastContactAt }
  let rest: Rest | null = null
  let running: Promise<void> | null = null
  let watch: Watch | null = null
  let wanted: Trigger | null = null
  let cancelWake: () => void = () => undefined

  function show(change: Partial<EngineState>): void {
    state = { ...state, ...change }
    deps.onState(state)
  }

  async function contact(reached: boolean, tried: boolean): Promise<void> {
    if (reached) {
      show({ reachable: true, last_contact_at: now() })
      await setFact(db, 'last_contact_at', now()).catch(() => undefined)
    } else if (tried) show({ reachable: false })
  }

  /** One run: send, then look after what the server owns. */
  async function run(trigger: Trigger, { signal, alive }: Watch): Promise<void> {
    const pause = await care.pause()
    // Who is typing a password must not lose the form to a run that only tries the old login again.
    const asked = state.status === 'needs-login' && trigger !== 'signed-in'
    show({ status: asked ? 'needs-login' : 'working', pause, held_over: await heldOver(db, deps.road), photo_in_flight: [], sending: [] })
    if (forgives(trigger)) await forgive()
    if (pause !== null && !(await resumed(trigger, signal))) return
    const spread = trigger === 'online' ? care.spreadMs() : 0
    const inFlight = createInFlight(outbox, (flying) => !signal.aborted && show(flying), alive)
    const result = await drain(inFlight, {
      photos: spread === 0,
      signal,
      interrupted: () => wanted !== null && wanted !== 'timer' && !(wanted === trigger && forgives(trigger)),
      holdBack: holdBackOver(trigger === 'manual' ? null : state.held_over),
    })
    if (signal.aborted) return
    alive()
    rest = restAfter(result, rest, now(), outbox.chance)
    await contact(result.reached, result.lost)
    const needsLogin = result.stop === null ? !(await lookAfter(() => care.pull(trigger))) : result.stop.why === 'auth'
    if (signal.aborted) return
    await noteWhatHappened(result, needsLogin)
    const next = nextTryAt(await openRows(outbox), holdBackOver(state.held_over))
    settle({ needsLogin, forbidden: result.stop?.why === 'auth' && result.stop.forbidden === true, next, spread })
  }

  /** Whether the server takes reports again; else the next question is timed. */
  async function resumed(trigger: Trigger, signal: AbortSignal): Promise<boolean> {
    const loggedIn = await lookAfter(() => care.askPause(trigger))
    const pause = await care.pause()
    if (signal.aborted) return false
    show({ pause })
    if (pause === null) return true
    if (loggedIn) await lookAfter(() => care.pull('timer'))
    const waits = (await outbox.rows.waiting()).length > 0
    if (signal.aborted) return false
    settle({ needsLogin: !loggedIn, forbidden: false, next: waits ? now() + EVERY_MS.meta : null, spread: 0 })
    return false
  }

  async function noteWhatHappened({ stop, broken, reached, lost }: DrainResult, needsLogin: boolean): Promise<void> {
    const why = needsLogin ? 'auth' : (stop?.why ?? (broken > 0 ? 'storage' : lost && !reached ? 'no-network' : null))
    if (why !== null) return noteTrouble(db, TROUBLE[why], now())
    if ((await outbox.rows.parked()).length > 0) await noteTrouble(db, 'needs-person', now())
  }

  /** Talks to the server beside sending; false when a login is needed. */
  async function lookAfter(work: () => Promise<boolean>): Promise<boolean> {
    try {
      await contact(await work(), false)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      if (error.status === 401) return false
      if (error.status === 0) show({ reachable: false })
    }
    return true
  }

  function settle(end: { needsLogin: boolean; forbidden: boolean; next: number | null; spread: number }): void {
    cancelWake()
    if (end.needsLogin) return show({ status: 'needs-login', forbidden: end.forbidden, next_try_at: null })
    const wake = wakeIn(end.next, rest, now())
    if (wake === null) return show({ status: 'resting', forbidden: false, next_try_at: null })
    const delay = Math.max(wake, end.spread)
    cancelWake = deps.after(delay, () => void poke(end.spread > 0 ? 'spread' : 'timer'))
    show({ status: 'waiting', forbidden: false, next_try_at: now() + delay })
  }

  async function forgive(): Promise<void> {
    rest = null
    try {
      for (const row of await outbox.rows.waiting()) {
        if (row.next_try_at > now()) await outbox.rows.update(row.id, unpaused)
      }
    } catch {
      // What cannot be written now keeps its pause; the others are sent all the same.
    }
  }

  /** A run that threw or hung is no end: the engine rests a little and goes on by itself. */
  async function recover(why: 'storage' | 'abandoned'): Promise<void> {
    rest = restAfter({ stop: { why }, broken: 0 }, rest, now(), outbox.chance)
    show({ photo_in_flight: [], sending: [] })
    settle({ needsLogin: false, forbidden: false, next: now(), spread: 0 })
    await noteTrouble(db, TROUBLE[why], now())
  }

  async function runOnce(trigger: Trigger): Promise<void> {
    const mine = createWatch(deps.after, now)
    watch = mine
    try {
      const end = await asSingleSender(deps.locks, () => mine.until(run(trigger, mine)))
      if (end === 'abandoned') {
        giveUpReading(db)
        await recover('abandoned')
      }
      if (end === undefined || state.status === 'working') show({ status: 'resting' })
    } catch {
      await recover('storage')
    } finally {
      mine.stop()
    }
  }

  async function runAll(first: Trigger): Promise<void> {
    for (let trigger: Trigger | null = first; trigger !== null; trigger = wanted) {
      wanted = null
      await runOnce(trigger)
    }
  }

  function poke(trigger: Trigger): Promise<void> {
    if (running !== null) {
      if (wanted === null || outranks(trigger, wanted)) wanted = trigger
      if (forgives(trigger)) watch?.giveUpIfQuiet()
      return running
    }
    if (!mayRun(trigger, rest, now())) return Promise.resolve()
    if (state.status === 'needs-login' && !forgives(trigger)) return Promise.resolve()
    running = runAll(trigger).finally(() => (running = null))
    return running
  }

  const needLogin = () => settle({ needsLogin: true, forbidden: false, next: null, spread: 0 })
  return { poke, state: () => state, needLogin }
}
