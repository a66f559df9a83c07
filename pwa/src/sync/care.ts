/**
 * What the engine does beside sending: watches the server's state, tells its own, pulls what changed, asks again about
 * what was sent or waits for a person, forgets what is old. Decides how often; each thing itself is done elsewhere.
 */
import type { CityApi, Meta } from '@/api/city'
import type { Pause } from '@/domain/phone-state'
import { Failure } from '@/domain/problem'
import { forgetOld, reofferKept, reofferParked } from '@/outbox/reoffer'
import type { Ports } from '@/outbox/types'
import type { PhoneDatabase } from '@/storage/database'
import { fact, setFact } from '@/storage/facts'

import { pullChanges, pullMeta, pullPack, reloadMirror } from './pull'
import { forgives, type Trigger } from './rhythm'
import { noteClock, phoneState, tellState } from './telling'
import { pullWork } from './work'

/** The verdict on a report should be seen soon; a city's map changes some times a year. */
export const EVERY_MS = { meta: 5 * 60_000, changes: 30_000, pack: 10 * 60_000, work: 10 * 60_000, lookBack: 24 * 3600_000 }
/** What just failed is not asked again in the same breath, whatever triggers the next run. */
const AFTER_FAILURE_MS = 30_000

export interface Care {
  /** Does what is due; true when the server answered something. Rejects with a Failure. */
  pull(trigger: Trigger): Promise<boolean>
  /** Asks, when that is due, whether the server still wants nothing sent; true when it answered. Rejects with a Failure. */
  askPause(trigger: Trigger): Promise<boolean>
  /** A random part of the time over which the server wants photos spread after a dead zone. */
  spreadMs(): number
  /** Why the server wants nothing sent; remembered through a restart of the app. */
  pause(): Promise<Pause | null>
}

export function createCare(deps: { db: PhoneDatabase; outbox: Ports; city: CityApi; version: string }): Care {
  const { db, outbox, city, version } = deps
  const nextAt = { meta: -Infinity, changes: -Infinity, pack: -Infinity, work: -Infinity, lookBack: -Infinity }
  const now = () => outbox.clock.now()
  const pause = async () => (await fact(db, 'pause')) ?? null
  let meta: Meta | null = null
  /** The server was heard and not yet told. */
  let owesGreeting = false

  /** Does `work` when it is due and notes when it is due again; true when it was done. */
  async function keepUp(what: keyof typeof nextAt, forced: boolean, work: () => Promise<unknown>): Promise<boolean> {
    if (!forced && now() < nextAt[what]) return false
    nextAt[what] = now() + AFTER_FAILURE_MS
    await work()
    nextAt[what] = now() + EVERY_MS[what]
    return true
  }

  async function readMeta(): Promise<void> {
    meta = await pullMeta(db, city, now)
    owesGreeting = true
    await noteClock(db, now())
  }

  async function followEpoch(epoch: string): Promise<void> {
    const known = await fact(db, 'epoch')
    if (known === epoch) return
    // The server came back from a backup: it may lack what it once confirmed, and its cursors mean something else.
    if (known !== undefined && (await reofferKept(outbox)) !== null) return
    if (known !== undefined) await reloadMirror(db, city)
    await setFact(db, 'epoch', epoch)
  }

  /** A failed telling waits for the next contact; only a login that ended is news for the engine. */
  async function tell(): Promise<void> {
    try {
      const state = await phoneState(db, version, now())
      if (state !== null) await tellState(db, city, state)
    } catch (error) {
      if (!(error instanceof Failure) || error.status === 401) throw error
    }
  }

  async function lookBack(): Promise<void> {
    const before = (await fact(db, 'last_reoffer_at')) ?? 0
    if (now() - before < EVERY_MS.lookBack || (await reofferKept(outbox)) !== null) return
    await forgetOld(outbox)
    await setFact(db, 'last_reoffer_at', now())
  }

  /** With every contact: an epoch that changed, this phone's own state, what waits for a person. */
  async function greet(): Promise<void> {
    owesGreeting = false
    nextAt.meta = Math.min(nextAt.meta, now() + AFTER_FAILURE_MS)
    if (meta !== null) await followEpoch(meta.epoch)
    if ((await fact(db, 'person')) !== undefined) {
      await tell()
      await reofferParked(outbox)
    }
    nextAt.meta = now() + EVERY_MS.meta
  }

  async function pull(trigger: Trigger): Promise<boolean> {
    const forced = forgives(trigger)
    const asked = await keepUp('meta', forced, readMeta)
    const quiet = (await pause()) !== null
    if (owesGreeting && !quiet) await greet()
    if ((await fact(db, 'person')) === undefined) return asked
    let stale = { pack: false, work: false }
    const read = await keepUp('changes', forced, async () => (stale = await pullChanges(db, city)))
    if (!quiet) await keepUp('lookBack', forced, lookBack)
    await keepUp('work', forced || stale.work, () => pullWork(db, city, now()))
    const packed = await keepUp('pack', forced || stale.pack, () => pullPack(db, city, now))
    return asked || read || packed
  }

  return {
    pull,
    askPause: (trigger) => keepUp('meta', forgives(trigger), readMeta),
    spreadMs: () => Math.floor(outbox.chance.next() * (meta?.spread_s ?? 0) * 1000),
    pause,
  }
}
