/**
 * Decides how a report ends that the server had put aside and a reviewer settled.
 * Pure: the row and the server's word in, the changed fields out.
 */
import { isRecord, isSha256, isText } from '@/domain/shapes'

import { missingPhotos } from './next'
import { isOpen } from './retention'
import type { OutboxRow, QuarantineEnd, RowPhoto } from './types'

export interface EndAnswer {
  outcome: QuarantineEnd['outcome']
  report_id: string | null
  /** Photos of the filed report the server still waits for. */
  missing: string[]
  reason: string | null
}

/** The `settled` of an offer's line; null while nobody has settled it, and for anything unreadable. */
export function readEnd(settled: unknown): EndAnswer | null {
  if (!isRecord(settled) || (settled.outcome !== 'filed' && settled.outcome !== 'dismissed')) return null
  return {
    outcome: settled.outcome,
    report_id: isText(settled.report_id) ? settled.report_id : null,
    missing: Array.isArray(settled.missing) ? settled.missing.filter(isSha256) : [],
    reason: isText(settled.reason) ? settled.reason : null,
  }
}

/** Filed: its missing photos go first, then the row ends. Dismissed: it ends at once. Undefined for a row past its end. */
export function afterEnd(row: OutboxRow, end: EndAnswer, now: number): Partial<OutboxRow> | undefined {
  if (!isOpen(row)) return undefined
  const filed = end.outcome === 'filed'
  const photos = filed ? photosAfter(row, end) : row.photos
  const lost = filed ? photos.filter((photo) => photo.damaged && !photo.arrived).length : 0
  const ended: QuarantineEnd = { outcome: end.outcome, report_id: end.report_id, reason: end.reason, lost }
  const change = { ended, photos, reason: null, refusal: null, trouble: null }
  if (!filed || missingPhotos({ ...row, photos }).length === 0) return { ...change, phase: 'replaced', delivered_at: now }
  // Asked again while its photos are on the way, the row keeps its pause.
  const { failures, next_try_at } = row.ended ? row : { failures: 0, next_try_at: 0 }
  return { ...change, phase: 'waiting', text_received: true, failures, next_try_at }
}

/** Whether the server has, of a row that ended so, all that this phone can give. */
export function lacksNothing(row: OutboxRow, end: EndAnswer): boolean {
  return end.outcome === 'dismissed' || missingPhotos({ ...row, photos: photosAfter(row, end) }).length === 0
}

function photosAfter({ photos }: OutboxRow, { missing }: EndAnswer): RowPhoto[] {
  return photos.map((photo) => ({ ...photo, arrived: !missing.includes(photo.sha256) }))
}
