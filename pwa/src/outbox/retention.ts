/**
 * Decides what the phone may forget. Without a settling receipt: nothing, ever.
 * Must not know how anything is deleted.
 */
import { settles, type Receipt } from '@/domain/receipt'

import type { OutboxRow } from './types'

const DAY_MS = 24 * 3600 * 1000
/** The server's backup interval is shorter; until then a lost server can be refilled from the phones. */
export const KEEP_SENT_DAYS = 14
/** Long enough to re-offer after any restore, and for a person to look up what they reported. */
export const KEEP_MANIFEST_DAYS = 90

/** Photo rows that may go the moment `receipt` settles `row`: originals whose sent twin is in place. */
export function letGoAtReceipt(row: OutboxRow, receipt: Receipt): string[] {
  if (!settles(receipt)) return []
  if (receipt.level === 'text') return allPhotoRows(row)
  return row.photos.flatMap((photo) => (photo.original_id === null ? [] : [photo.original_id]))
}

/** Photo rows of a delivered row that may go at `now`: backed up, or kept for 14 days. */
export function letGoLater(row: OutboxRow, now: number): string[] {
  if (row.delivered_at === null || isOpen(row)) return []
  const old = now - row.delivered_at >= KEEP_SENT_DAYS * DAY_MS
  return old || row.receipt?.level === 'backed-up' ? allPhotoRows(row) : []
}

/** Whether the whole row, manifest included, may go at `now`. */
export function isForgettable(row: OutboxRow, now: number): boolean {
  return !isOpen(row) && row.delivered_at !== null && now - row.delivered_at >= KEEP_MANIFEST_DAYS * DAY_MS
}

function allPhotoRows(row: OutboxRow): string[] {
  return row.photos.flatMap((photo) => (photo.original_id === null ? [photo.photo_id] : [photo.photo_id, photo.original_id]))
}

/** Whether the phone still owes this row to the server or to a person. */
export function isOpen(row: Pick<OutboxRow, 'phase'>): boolean {
  return row.phase === 'waiting' || row.phase === 'parked'
}
