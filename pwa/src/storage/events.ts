/**
 * What happened to this phone's storage and a supervisor must hear of: kept until the server says that it has it.
 * Knows how events are kept; must not know how they travel.
 */
import type { PhoneDatabase } from './database'
import { FOR_REPORT, LIMITS, readTx, saveTx } from './saveTx'

export type EventKind =
  /** Reports are gone: `expected`, `found`, `recovered`, `seqs`. */
  | 'loss'
  /** Stored bytes no longer have their hash: `report_id`, `sha256`, `original_kept`. */
  | 'photo-damaged'
  /** Unsent work left the phone as a file: `count`. */
  | 'exported'
  /** A write was refused for want of room: `during`. */
  | 'storage-full'
  /** The database could not be opened and was left aside: `name`. */
  | 'storage-lost'
  /** A person checked at a known place in which `datum` this browser measures, or undid that. */
  | 'calibrated'

export interface DeviceEvent {
  /** A UUID; the server takes an event once, however often it is told. */
  id: string
  kind: EventKind
  /** ISO 8601, by the device's clock. */
  at: string
  facts: Record<string, unknown>
}

/** Most events the server takes at once. */
const PER_CONTACT = 50
/** One of these waiting says it all: each further refused write would only repeat it. */
const ONCE: readonly EventKind[] = ['storage-full', 'storage-lost']

/** Keeps an event until it was told. `as` gives its id and moment (milliseconds since 1970). */
export async function noteEvent(
  db: PhoneDatabase,
  kind: EventKind,
  facts: Record<string, unknown>,
  as: { id: string; now: number },
): Promise<void> {
  const put = async () => {
    if (ONCE.includes(kind) && (await db.events.toArray()).some((event) => event.kind === kind)) return
    await db.events.put({ id: as.id, kind, at: new Date(as.now).toISOString(), facts })
  }
  // A loss that was found is counted no more: this is the last that is known of it.
  await saveTx(db, [db.events], put, kind === 'loss' ? FOR_REPORT : LIMITS)
}

/** Events nobody heard of yet, oldest first, at most 50. */
export async function pendingEvents(db: PhoneDatabase): Promise<DeviceEvent[]> {
  const events = await readTx(db, () => db.events.toArray())
  return events.sort((a, b) => a.at.localeCompare(b.at)).slice(0, PER_CONTACT)
}

/** The server has these. */
export async function eventsTold(db: PhoneDatabase, ids: string[]): Promise<void> {
  await saveTx(db, [db.events], () => db.events.bulkDelete(ids))
}
