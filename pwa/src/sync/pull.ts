/**
 * Pulls what the server owns onto the phone: its state, what became of reports, the area pack.
 * Never touches drafts or the outbox.
 */
import type { Change, CityApi, Meta } from '@/api/city'
import { Failure } from '@/domain/problem'
import { measureOffset, type ClockSample } from '@/domain/server-clock'
import { isRecord } from '@/domain/shapes'
import { taskKind, type TaskCase } from '@/domain/tasks'
import type { ReportView } from '@/domain/views'
import type { PhoneDatabase } from '@/storage/database'
import { setFact } from '@/storage/facts'
import { applyChanges, mirrorState, replaceMirror, type MirrorChange } from '@/storage/mirror'
import { confirmPack, packHead, swapPack } from '@/storage/packs'
import { StorageTrouble } from '@/storage/trouble'

type Now = () => number

/**
 * The server's state; measures the clock on the way and keeps what must hold without signal: its pause, its key. A full
 * phone keeps none of it and is answered all the same, so that it can tell that it is full.
 */
export async function pullMeta(db: PhoneDatabase, city: CityApi, now: Now): Promise<Meta> {
  const sentAt = now()
  const meta = await city.meta()
  await keepMeta(db, meta, measureOffset(sentAt, now(), meta.server_time)).catch(() => undefined)
  return meta
}

async function keepMeta(db: PhoneDatabase, meta: Meta, sample: ClockSample | null): Promise<void> {
  await setFact(db, 'pause', meta.pause ?? undefined)
  if (sample !== null) await setFact(db, 'clock', sample)
  if (meta.export_key !== null) await setFact(db, 'export_key', meta.export_key)
}

/** Changes of these types concern reports and people; any other concerns what the area pack holds. */
const NOT_IN_PACK = ['report', 'case', 'message']

/** What else is to be read because of the changes: the area pack, the tasks. */
export interface Stale {
  pack: boolean
  work: boolean
}

/** Readings from the start that are under way. A screen and the engine both ask as soon as somebody has signed in. */
const reloading = new WeakMap<PhoneDatabase, Promise<Stale>>()

/**
 * Reads the change feed to its end. A cursor that is too old starts the mirror anew. Whoever asks while everything is being
 * read from the start waits for that, instead of having it all sent again, and reads on from there.
 */
export async function pullChanges(db: PhoneDatabase, city: CityApi): Promise<Stale> {
  let asked = await mirrorState(db)
  const stale = { pack: false, work: false }
  const underWay = reloading.get(db)
  if (underWay !== undefined) {
    const before = await underWay.catch(() => stale)
    const since = await pullChanges(db, city)
    return { pack: before.pack || since.pack, work: before.work || since.work }
  }
  if (asked.cursor === null) return reloadMirror(db, city)
  for (let more = true; more; ) {
    try {
      const page = await city.changes(asked.cursor)
      const taken = await applyChanges(db, page.changes.flatMap(mirrorChange), page.cursor, asked)
      stale.pack ||= page.changes.some(({ type }) => !NOT_IN_PACK.includes(type))
      stale.work ||= page.changes.some(({ type }) => type === 'case')
      more = taken && page.has_more && page.cursor !== asked.cursor
      asked = { ...asked, cursor: page.cursor }
    } catch (error) {
      if (!(error instanceof Failure) || error.slug !== 'cursor-expired') throw error
      return reloadMirror(db, city)
    }
  }
  return stale
}

/** Nobody waits any more for a reading that hangs. */
export function giveUpReading(db: PhoneDatabase): void {
  reloading.delete(db)
}

/** Reads everything from the start and swaps it in whole, so that a screen never shows half. The pack may be old, too. */
export function reloadMirror(db: PhoneDatabase, city: CityApi): Promise<Stale> {
  const reading = readAll(db, city).finally(() => {
    if (reloading.get(db) === reading) reloading.delete(db)
  })
  reloading.set(db, reading)
  return reading
}

async function readAll(db: PhoneDatabase, city: CityApi): Promise<Stale> {
  const asked = await mirrorState(db)
  const changes: MirrorChange[] = []
  let cursor: string | null = null
  for (let more = true; more; ) {
    const page = await city.changes(cursor)
    changes.push(...page.changes.flatMap(mirrorChange))
    more = page.has_more && page.cursor !== cursor
    cursor = page.cursor
  }
  if (cursor !== null) await replaceMirror(db, changes, cursor, asked)
  return { pack: true, work: true }
}

/**
 * Takes a newer pack if there is one, else notes that the one here is of today; true when there was. One that is not whole
 * is a Failure, and the one here stays.
 */
export async function pullPack(db: PhoneDatabase, city: CityApi, now: Now): Promise<boolean> {
  const etag = (await packHead(db))?.etag ?? null
  const fresh = await city.pack(etag)
  try {
    if (fresh !== null) await swapPack(db, fresh, now())
    else if (etag !== null) await confirmPack(db, etag, now())
    return fresh !== null
  } catch (error) {
    // A full phone works with the pack it has, and must not fetch the new one again with every contact.
    if (error instanceof StorageTrouble && error.trouble === 'full') return false
    throw error
  }
}

function mirrorChange(change: Change): MirrorChange[] {
  const gone = change.op !== 'put' || !isRecord(change.body)
  if (change.type === 'case') return [{ case_no: change.id, task: gone ? null : taskFrom(change) }]
  if (change.type !== 'report') return []
  return [{ id: change.id, report: gone ? null : ({ ...(change.body as object), id: change.id } as ReportView) }]
}

/** What asks nothing of this person is no task; the rest of what the city works on is not kept on phones. */
function taskFrom({ id, body }: Change): TaskCase | null {
  const task = { ...(body as object), case_no: id } as TaskCase
  return taskKind(task) === null ? null : task
}
