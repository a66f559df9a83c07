/**
 * What the engine does beside sending: watches the server's state, pulls what changed, asks again about what was
 * sent, forgets what is old. Decides how often; each thing itself is done elsewhere.
 */
import type { CityApi, Meta } from '@/api/city'
import type { DrainResult } from '@/outbox/drain'
import { forgetOld, reofferKept } from '@/outbox/reoffer'
import type { Ports } from '@/outbox/types'
import type { PhoneDatabase } from '@/storage/database'
import { fact, setFact } from '@/storage/facts'

import { pullChanges, pullMeta, pullPack, reloadMirror, tellOutstanding } from './pull'
import { forgives, type Trigger } from './rhythm'

/** The verdict on a report should be seen soon; a city's map changes some times a year. */
const EVERY_MS = { meta: 5 * 60_000, changes: 30_000, pack: 10 * 60_000, lookBack: 24 * 3600_000 }
/** What just failed is not asked again in the same breath, whatever triggers the next run. */
const AFTER_FAILURE_MS = 30_000

export interface Care {
  /** Does what is due; true when the server answered something. Rejects with a Failure. */
  pull(trigger: Trigger): Promise<boolean>
  /** A random part of the time over which the server wants photos spread after a dead zone. */
  spreadMs(): number
  /** The server asked all phones to send nothing for now. */
  paused(): boolean
  /** Result of a pass that was not made. */
  nothingSent(): Promise<DrainResult>
}

export function createCare(deps: { db: PhoneDatabase; outbox: Ports; city: CityApi }): Care {
  const { db, outbox, city } = deps
  const nextAt = { meta: -Infinity, changes: -Infinity, pack: -Infinity, lookBack: -Infinity }
  let metaAt = -Infinity
  const now = () => outbox.clock.now()
  let meta: Meta | null = null

  /** Does `work` when it is due and notes when it is due again; true when it was done. */
  async function keepUp(what: keyof typeof nextAt, forced: boolean, work: () => Promise<unknown>): Promise<boolean> {
    if (!forced && now() < nextAt[what]) return false
    nextAt[what] = now() + AFTER_FAILURE_MS
    await work()
    nextAt[what] = now() + EVERY_MS[what]
    return true
  }

  async function watchServer(): Promise<void> {
    meta = await pullMeta(db, city, now)
    metaAt = now()
    const known = await fact(db, 'epoch')
    if (known === meta.epoch) return
    // The server came back from a backup: it may lack what it once confirmed, and its cursors mean something else.
    if (known !== undefined && (await reofferKept(outbox)) !== null) return
    if (known !== undefined) await reloadMirror(db, city)
    await setFact(db, 'epoch', meta.epoch)
  }

  async function lookBack(): Promise<void> {
    const before = (await fact(db, 'last_reoffer_at')) ?? 0
    if (now() - before < EVERY_MS.lookBack || (await reofferKept(outbox)) !== null) return
    await forgetOld(outbox)
    await setFact(db, 'last_reoffer_at', now())
  }

  async function pull(trigger: Trigger): Promise<boolean> {
    const forced = forgives(trigger)
    const asked = await keepUp('meta', forced, watchServer)
    if ((await fact(db, 'person')) === undefined) return asked
    if (asked) await tellOutstanding(db, city)
    let packChanged = false
    const read = await keepUp('changes', forced, async () => (packChanged = await pullChanges(db, city)))
    await keepUp('lookBack', forced, lookBack)
    const packed = await keepUp('pack', forced || packChanged, () => pullPack(db, city, now))
    return asked || read || packed
  }

  return {
    pull,
    spreadMs: () => Math.floor(outbox.chance.next() * (meta?.spread_s ?? 0) * 1000),
    paused: () => meta !== null && meta.pause !== null && now() - metaAt < EVERY_MS.meta,
    nothingSent: () => Promise.resolve({ stop: null, reached: false, next_try_at: null }),
  }
}
