/** Answers "can I leave like this": storage by writing, the rest by looking. */
import { browserName } from '@/domain/browser-name'
import { clockReading } from '@/domain/server-clock'
import { fact } from '@/storage/facts'
import { tryWriting } from '@/storage/keeping'
import { packHead } from '@/storage/packs'
import { StorageTrouble } from '@/storage/trouble'

import { testAbilities, thisBrowser } from './abilities'
import type { Parts } from './parts'
import type { Readiness } from './types'

/** Beyond this a report carries the flag clock-skew. */
const CLOCK_TOLERANCE_MS = 5 * 60_000

export async function readiness({ db, now, engineState }: Parts): Promise<Readiness> {
  const [storage, persisted, pack, open, sample, person, calibration, abilities] = await Promise.all([
    storageState(db, now()),
    navigator.storage?.persisted?.() ?? null,
    packHead(db),
    db.outbox.where('phase').anyOf('waiting', 'parked').count(),
    fact(db, 'clock'),
    fact(db, 'person'),
    fact(db, 'calibration'),
    testAbilities(thisBrowser()),
  ])
  const { offset_ms } = clockReading(sample ?? null, now())
  return {
    storage,
    persisted: { ok: persisted },
    browser: {
      ok: abilities.inApp === null && abilities.missing.length === 0,
      in_app: abilities.inApp,
      missing: abilities.missing,
    },
    pack: { ok: pack !== undefined, version: pack?.version ?? null, fetched_at: pack?.fetched_at ?? null },
    outbox_empty: { ok: open === 0, pending: open },
    clock: { ok: offset_ms === null ? null : Math.abs(offset_ms) <= CLOCK_TOLERANCE_MS, offset_ms },
    worker: { ok: Boolean(navigator.serviceWorker?.controller) },
    calibration: calibration === undefined ? null : { ...calibration, same_browser: calibration.browser === browserName(navigator.userAgent) },
    session: { ok: person !== undefined && engineState.get().status !== 'needs-login' },
  }
}

async function storageState(db: Parts['db'], now: number): Promise<Readiness['storage']> {
  try {
    await tryWriting(db, now)
    return { ok: true, trouble: null }
  } catch (error) {
    return { ok: false, trouble: error instanceof StorageTrouble ? error.trouble : 'lost' }
  }
}
