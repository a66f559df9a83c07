/**
 * Compares the database with what is known of it outside, at every start: gives back the text of what is gone, keeps
 * the device's id and number, and says what could not be saved. Must not know where the outside copies lie.
 */
import type { Draft } from '@/domain/draft'
import { readManifest } from '@/domain/report'
import type { Chain } from '@/outbox/seal'
import type { OutboxRow } from '@/outbox/types'

import { latestCount, lineOf, type Count, type CountLine } from './canary'
import type { PhoneDatabase } from './database'
import { chainOf, fact } from './facts'
import { lostDrafts, lostRows } from './journalReading'
import type { Loss, LossLine } from './losses'
import { FOR_REPORT, readTx, saveTx } from './saveTx'
import type { Outside } from './wholeness'

/** Everything that came back is on disk when this resolves. Null when nothing is missing. */
export async function recover(db: PhoneDatabase, outside: Outside, newId: () => string): Promise<Loss | null> {
  const count = await latestCount(outside.boxes)
  const rows = await lostRows(db, outside.journal).catch(() => [])
  const missing = await missingLines(db, count?.open ?? [])
  await chainOf(db, newId, lastKnown((await fact(db, 'chain')) ?? null, count, rows))
  await putBack(db, rows)
  const drafts = await bringBack(db, await lostDrafts(db, outside.journal).catch(() => []))
  const lines = allMissing(missing, rows).map((line) => lossLine(line, rows))
  if (lines.length === 0 && drafts === 0) return null
  const expected = Math.max(count?.open.length ?? 0, lines.length)
  return {
    last_seen_at: count?.at ?? 0,
    expected,
    found: expected - lines.length,
    recovered: lines.filter((line) => line.recovered).length,
    delivered: count?.delivered ?? 0,
    drafts,
    seqs: lines.map((line) => line.seq),
    lines,
  }
}

/** Rows come back; a draft that a torn database still has of one of them was sealed and ends with it. */
async function putBack(db: PhoneDatabase, rows: OutboxRow[]): Promise<void> {
  await saveTx(
    db,
    [db.outbox, db.drafts],
    async () => {
      await db.outbox.bulkPut(rows)
      await db.drafts.bulkDelete(rows.map(({ id }) => id))
    },
    FOR_REPORT,
  )
}

/** Counted reports of which the database has no row; delivered ones have one. */
async function missingLines(db: PhoneDatabase, open: CountLine[]): Promise<CountLine[]> {
  const rows = await readTx(db, () => db.outbox.toArray())
  const [ids, seqs] = [new Set(rows.map(({ id }) => id)), new Set(rows.map(({ device_seq }) => device_seq))]
  return open.filter((line) => (line.id === null ? !seqs.has(line.seq) : !ids.has(line.id)))
}

/** The journal may know of a report that was sealed in the very moment before the count. */
function allMissing(missing: CountLine[], rows: OutboxRow[]): CountLine[] {
  const counted = new Set(missing.map(({ seq }) => seq))
  const uncounted = rows.filter((row) => !counted.has(row.device_seq)).map(lineOf)
  return [...missing, ...uncounted].sort((a, b) => a.seq - b.seq)
}

function lossLine(line: CountLine, rows: OutboxRow[]): LossLine {
  const row = rows.find(({ device_seq }) => device_seq === line.seq)
  const { id: _id, ...known } = row === undefined ? line : lineOf(row)
  return { ...known, recovered: row !== undefined }
}

/**
 * Where the chain stood as far as anybody outside the database knows. A sealing that was begun counts as done when
 * the database lost its chain, for its number may be used; when it did not, it knows better.
 */
function lastKnown(own: Chain | null, count: Count | null, rows: OutboxRow[]): Chain | null {
  const counted = count?.chain ?? null
  const chains: Chain[] = rows.map((row) => ({
    device_id: readManifest(row.bytes).device_id,
    last_seq: row.device_seq,
    last_sha256: row.sha256,
  }))
  if (count !== null && counted !== null) {
    chains.push(counted)
    const fellBack = own === null || own.last_seq < counted.last_seq
    if (fellBack && count.sealing > counted.last_seq) chains.push({ ...counted, last_seq: count.sealing, last_sha256: null })
  }
  const device = (own ?? counted ?? chains[0])?.device_id
  return chains
    .filter(({ device_id }) => device_id === device)
    .reduce<Chain | null>((best, chain) => (best === null || chain.last_seq > best.last_seq ? chain : best), null)
}

/** Puts drafts back with the pictures that are still there; how many lost one. */
async function bringBack(db: PhoneDatabase, drafts: Draft[]): Promise<number> {
  let poorer = 0
  for (const draft of drafts) {
    const photos = await saveTx(db, [db.drafts, db.photos], () => bringBackIn(db, draft), FOR_REPORT)
    if (photos < draft.photos.length) poorer += 1
  }
  return poorer
}

/** How many of its photos the draft still has. */
async function bringBackIn(db: PhoneDatabase, draft: Draft): Promise<number> {
  const kept = new Set(await db.photos.where('owner_id').equals(draft.id).primaryKeys())
  const photos = draft.photos.filter(({ photo_id }) => kept.has(photo_id))
  const whole = photos.map((photo) => (photo.twin && !kept.has(photo.twin.photo_id) ? { ...photo, twin: null } : photo))
  await db.drafts.put({ ...draft, photos: whole })
  return whole.length
}
