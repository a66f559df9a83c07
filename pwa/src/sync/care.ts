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
const EVERY_MS = { meta: 5 * 60_000, changes: 30_000, pack: 10 * 60_000, reoffer: 24 * 3600_000 }

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
  const last = { meta: -Infinity, changes: -Infinity, pack: -Infinity }
  const now = () => outbox.clock.now()
  let meta: Meta | null = null

  function due(what: keyof typeof last, trigger: Trigger): boolean {
    return forgives(trigger) || now() - last[what] >= EVERY_MS[what]
  }

  async function watchServer(): Promise<void> {
    meta = await pullMeta(db, city, now)
    last.meta = now()
    const known = await fact(db, 'epoch')
    if (known === meta.epoch) return
    // The server came back from a backup: it may lack what it once confirmed, and its cursors mean something else.
    if (known !== undefined && (await reofferKept(outbox)) !== null) return
    if (known !== undefined) await reloadMirror(db, city)
    await setFact(db, 'epoch', meta.epoch)
  }

  async function lookBack(): Promise<void> {
    const before = (await fact(db, 'last_reoffer_at')) ?? 0
    if (now() - before < EVERY_MS.reoffer) return
    if ((await reofferKept(outbox)) !== null) return
    await forgetOld(outbox)
    await setFact(db, 'last_reoffer_at', now())
  }

  async function pull(trigger: Trigger): Promise<boolean> {
    let asked = false
    if (due('meta', trigger)) {
      await watchServer()
      asked = true
    }
    if ((await fact(db, 'person')) === undefined) return asked
    if (asked) await tellOutstanding(db, city)
    let packChanged = false
    if (due('changes', trigger)) {
      packChanged = await pullChanges(db, city)
      last.changes = now()
      asked = true
    }
    if (packChanged || due('pack', trigger)) {
      await pullPack(db, city, now)
      last.pack = now()
      asked = true
    }
    await lookBack()
    return asked
  }

  return {
    pull,
    spreadMs: () => Math.floor(outbox.chance.next() * (meta?.spread_s ?? 0) * 1000),
    paused: () => meta !== null && meta.pause !== null && now() - last.meta < EVERY_MS.meta,
    nothingSent: () => Promise.resolve({ stop: null, reached: false, next_try_at: null }),
  }
}
