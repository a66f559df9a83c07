/** One sending pass without a page, for Background Sync: the same outbox, the same rules, nothing pulled. */
import { createCourier } from '@/api/courier'
import { createHttp } from '@/api/http'
import { sha256 } from '@/domain/digest'
import { drain } from '@/outbox/drain'
import type { Ports } from '@/outbox/types'
import { PhoneDatabase } from '@/storage/database'
import { fact } from '@/storage/facts'
import { currentName, databaseList } from '@/storage/naming'
import { createRowStore } from '@/storage/rows'

import { heldOver, holdBackOver, roadNow } from './road'
import { asSingleSender, type Locks } from './single-sender'

/**
 * True when nothing waits any more or a page is sending; false asks the browser to try again later. A page that comes
 * up aborts `signal` and takes over at once: it sees when a photo no longer moves, which a worker cannot.
 */
export async function sendInBackground(locks: Locks | undefined, signal: AbortSignal): Promise<boolean> {
  // A worker has no local storage to remember the name in; every browser that wakes one lists its databases.
  const db = new PhoneDatabase(await currentName({ get: () => null }, databaseList()))
  try {
    if ((await fact(db, 'pause')) !== undefined) return true
    const holdBack = holdBackOver(await heldOver(db, roadNow))
    const result = await asSingleSender(locks, () => Promise.race([drain(portsOf(db), { holdBack, signal }), aborted(signal)]))
    return result === undefined || result.next_try_at === null
  } finally {
    db.close()
  }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined)
    signal.addEventListener('abort', () => resolve(undefined))
  })
}

function portsOf(db: PhoneDatabase): Ports {
  return {
    rows: createRowStore(db, () => Promise.resolve()),
    courier: createCourier(createHttp()),
    clock: { now: () => Date.now() },
    chance: { next: () => Math.random() },
    digest: sha256,
  }
}
