/**
 * Gathers what this phone tells of itself and clears what the server has heard.
 * Knows what is worth telling; must not know when.
 */
import type { Telling } from '@/api/telling'
import { lastOf } from '@/domain/last'
import type { PhoneState, TroubleTold } from '@/domain/phone-state'
import type { OutboxRow } from '@/outbox/types'
import type { PhoneDatabase } from '@/storage/database'
import { eventsTold, pendingEvents } from '@/storage/events'
import { fact, setFact } from '@/storage/facts'
import { readTx } from '@/storage/saveTx'

/** Beyond this a report carries the flag clock-skew. */
const CLOCK_TOLERANCE_MS = 5 * 60_000
/** A lasting trouble is written down this often; its moment says that it still lasts. */
const NOTED_EVERY_MS = 60_000

/** Tells; events are cleared only by the ids in the answer. Rejects with a Failure. */
export async function tellState(db: PhoneDatabase, telling: Telling, state: PhoneState, lastWords = false): Promise<void> {
  const told = new Set(await telling.tell(state, lastWords))
  const known = state.events.map(({ id }) => id).filter((id) => told.has(id))
  if (known.length > 0) await eventsTold(db, known)
}

/** With the page going out of sight: says once more what stays behind, when there is anything and somebody is signed in. */
export async function lastWords(db: PhoneDatabase, telling: Telling, version: string, now: number): Promise<void> {
  if ((await fact(db, 'person')) === undefined || (await fact(db, 'pause')) !== undefined) return
  const state = await phoneState(db, version, now)
  if (state === null || (state.outstanding.count === 0 && state.events.length === 0)) return
  await tellState(db, telling, state, true).catch(() => undefined)
}

/** What there is to tell at `now`; null on a phone without a chain. */
export async function phoneState(db: PhoneDatabase, version: string, now: number): Promise<PhoneState | null> {
  const writable = await canWrite(db, now)
  const [chain, persisted, clock, trouble, events, open] = await Promise.all([
    fact(db, 'chain'),
    fact(db, 'persisted'),
    fact(db, 'clock'),
    fact(db, 'last_trouble'),
    pendingEvents(db),
    readTx(db, () => db.outbox.where('phase').anyOf('waiting', 'parked').toArray()),
  ])
  if (chain === undefined) return null
  return {
    device_id: chain.device_id,
    client: { version },
    given_seq: chain.last_seq,
    outstanding: outstandingOf(open),
    needs_person: open.filter((row) => row.phase === 'parked').length,
    storage: { persisted: persisted ?? null, writable },
    clock: { offset_ms: clock?.offset_ms ?? null },
    trouble: trouble === undefined ? null : { word: trouble.word, at: new Date(trouble.at).toISOString() },
    events,
  }
}

/** Remembers the last trouble. Storage that fails now must not fail the sender, too. */
export async function noteTrouble(db: PhoneDatabase, word: TroubleTold, now: number): Promise<void> {
  try {
    const known = await fact(db, 'last_trouble')
    if (known?.word === word && now - known.at < NOTED_EVERY_MS) return
    await setFact(db, 'last_trouble', { word, at: now })
  } catch {
    // Nothing can be kept now; the storage check on the screen says so.
  }
}

/** Notes a clock that is far off, so that its owner is told where it can be set right. */
export async function noteClock(db: PhoneDatabase, now: number): Promise<void> {
  const clock = await fact(db, 'clock')
  if (clock !== undefined && Math.abs(clock.offset_ms) > CLOCK_TOLERANCE_MS) await noteTrouble(db, 'clock-wrong', now)
}

function outstandingOf(open: OutboxRow[]): PhoneState['outstanding'] {
  const photos = open.flatMap((row) => (Array.isArray(row.photos) ? row.photos : [])).filter((photo) => !photo.arrived)
  const texts = open.reduce((sum, row) => sum + (row.text_received ? 0 : row.bytes.byteLength), 0)
  return {
    count: open.length,
    photos: photos.length,
    bytes: photos.reduce((sum, photo) => sum + photo.bytes, texts),
    oldest: open.length === 0 ? null : new Date(Math.min(...open.map((row) => row.sealed_at))).toISOString(),
    seqs: rangesOf(open.map((row) => row.device_seq)),
  }
}

/** 3, 4, 5 and 7 are [3, 5] and [7, 7]. */
export function rangesOf(numbers: number[]): [number, number][] {
  const ranges: [number, number][] = []
  for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
    const last = lastOf(ranges)
    if (last !== undefined && number === last[1] + 1) last[1] = number
    else ranges.push([number, number])
  }
  return ranges
}

async function canWrite(db: PhoneDatabase, now: number): Promise<boolean> {
  try {
    await setFact(db, 'told_at', now)
    return true
  } catch {
    return false
  }
}
