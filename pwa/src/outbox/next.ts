/**
 * Decides what is sent next: texts before photos, untried before often tried, small photos before large ones.
 * Reads rows, changes none.
 */
import type { OutboxRow, RowPhoto } from './types'

export interface PhotoJob {
  row_id: string
  photo: RowPhoto
}

/** Whether the engine may try this row at `now`. */
export function isDue(row: OutboxRow, now: number): boolean {
  return row.phase === 'waiting' && row.next_try_at <= now
}

/** Replaced rows to try now; they wait for the rows that replace them. */
export function dueReplacedRows(rows: OutboxRow[], now: number): OutboxRow[] {
  return rows.filter((row) => isDue(row, now) && row.replaced_by !== null)
}

/** Rows to try now; one that keeps failing goes last, so that it cannot hold up the others. */
export function dueRows(rows: OutboxRow[], now: number): OutboxRow[] {
  return rows
    .filter((row) => isDue(row, now) && row.replaced_by === null)
    .sort((a, b) => a.failures - b.failures || a.sealed_at - b.sealed_at || a.device_seq - b.device_seq)
}

/** Photos still to go of one row. */
export function missingPhotos(row: OutboxRow): RowPhoto[] {
  return row.photos.filter((photo) => !photo.arrived && !photo.damaged)
}

/** Photo uploads of rows whose text has arrived: rows that fail go last, then the smallest first. */
export function photoJobs(rows: OutboxRow[]): PhotoJob[] {
  return rows
    .filter((row) => row.text_received)
    .flatMap((row) => missingPhotos(row).map((photo) => ({ row_id: row.id, photo, failures: row.failures })))
    .sort((a, b) => a.failures - b.failures || a.photo.bytes - b.photo.bytes)
    .map(({ row_id, photo }) => ({ row_id, photo }))
}

/** The earliest moment a waiting row may be tried, null when none waits. */
export function nextTryAt(rows: OutboxRow[]): number | null {
  const times = rows.filter((row) => row.phase === 'waiting').map((row) => row.next_try_at)
  return times.length === 0 ? null : Math.min(...times)
}
