/**
 * Decides what is sent next: texts before photos, untried before often tried, small photos before large ones.
 * Reads rows, changes none.
 */
import type { HoldBack } from './pass'
import type { OutboxRow, RowPhoto } from './types'

const KINDS: readonly string[] = ['report'] satisfies OutboxRow['kind'][]

export interface PhotoJob {
  row_id: string
  photo: RowPhoto
}

/** Whether this version knows how to send the row. One written by a newer app stays for that app, seen and exported. */
export function isSendable(row: OutboxRow): boolean {
  return KINDS.includes(row.kind) && Array.isArray(row.photos) && typeof row.sha256 === 'string' && row.bytes?.byteLength > 0
}

/** Whether the engine may try this row at `now`. */
export function isDue(row: OutboxRow, now: number): boolean {
  return row.phase === 'waiting' && isSendable(row) && row.next_try_at <= now
}

/** Replaced rows to try now; they wait for the rows that replace them. */
export function dueReplacedRows(rows: OutboxRow[], now: number): OutboxRow[] {
  return rows.filter((row) => isDue(row, now) && row.replaced_by !== null)
}

/**
 * Rows to try now; one that keeps failing goes last, so that it cannot hold up the others, and with it what was said later
 * of the same case.
 */
export function dueRows(rows: OutboxRow[], now: number): OutboxRow[] {
  const failures = (row: OutboxRow) => Math.max(row.failures, ...earlierReplies(row, rows).map((earlier) => earlier.failures))
  return rows
    .filter((row) => isDue(row, now) && row.replaced_by === null)
    .map((row) => ({ row, failures: failures(row) }))
    .sort((a, b) => a.failures - b.failures || a.row.sealed_at - b.row.sealed_at || a.row.device_seq - b.row.device_seq)
    .map(({ row }) => row)
}

/**
 * What was said earlier of the same case and the server has not heard. Until then this row waits: "handled" told before
 * "claimed" would move nothing.
 */
export function earlierReplies(row: OutboxRow, rows: OutboxRow[]): OutboxRow[] {
  if (!row.answers || row.text_received) return []
  return rows.filter(
    (other) => other.answers === row.answers && other.device_seq < row.device_seq && !other.text_received && isTried(other),
  )
}

const isTried = (row: OutboxRow) => row.phase === 'waiting' && isSendable(row) && row.replaced_by === null

/** Photos still to go of one row. */
export function missingPhotos(row: OutboxRow): RowPhoto[] {
  return row.photos.filter((photo) => !photo.arrived && !photo.damaged)
}

const NOTHING: HoldBack = () => false

/** Whether only photos that are held back are left of this row. */
export function isHeld(row: OutboxRow, holdBack: HoldBack): boolean {
  if (row.phase !== 'waiting' || !row.text_received || row.replaced_by !== null) return false
  const missing = missingPhotos(row)
  return missing.length > 0 && missing.every(holdBack)
}

/** Photo uploads of rows whose text has arrived: rows that fail go last, then the smallest first. */
export function photoJobs(rows: OutboxRow[], holdBack: HoldBack = NOTHING): PhotoJob[] {
  return rows
    .filter((row) => row.text_received)
    .flatMap((row) => missingPhotos(row).map((photo) => ({ row_id: row.id, photo, failures: row.failures })))
    .filter(({ photo }) => !holdBack(photo))
    .sort((a, b) => a.failures - b.failures || a.photo.bytes - b.photo.bytes)
    .map(({ row_id, photo }) => ({ row_id, photo }))
}

/**
 * The earliest moment one of the open rows may be tried, null when all wait for a person or a better road. A replaced
 * row is tried after the one that replaces it, and a reply after the earlier ones to its case: until those have arrived
 * it is no reason to wake.
 */
export function nextTryAt(open: OutboxRow[], holdBack: HoldBack = NOTHING): number | null {
  const unsaid = new Set(open.filter((row) => !row.text_received).map(({ id }) => id))
  const tried = open.filter(
    (row) => row.phase === 'waiting' && isSendable(row) && !isHeld(row, holdBack) && earlierReplies(row, open).length === 0,
  )
  const times = tried.filter(({ replaced_by }) => replaced_by === null || !unsaid.has(replaced_by)).map((row) => row.next_try_at)
  return times.length === 0 ? null : Math.min(...times)
}
