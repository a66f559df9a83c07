/**
 * Decides what an outcome changes in a row. Pure: a row and an outcome in, the changed fields out.
 */
import { settles, type Receipt } from '@/domain/receipt'

import type { Trouble } from './classify'
import { pauseMs, retryAfterMs } from './pause'
import { isOpen, letGoAtReceipt } from './retention'
import type { Chance, OutboxRow } from './types'

export interface Settlement {
  change: Partial<OutboxRow>
  letGo: string[]
}

/** After a receipt with our hash: delivered when it settles, else the photos it misses are still to go. */
export function afterReceipt(row: OutboxRow, receipt: Receipt, now: number): Settlement {
  const missing = new Set(receipt.missing)
  const letGo = letGoAtReceipt(row, receipt)
  const photos = row.photos.map((photo) => ({
    ...photo,
    arrived: !missing.has(photo.sha256),
    original_id: photo.original_id !== null && letGo.includes(photo.original_id) ? null : photo.original_id,
  }))
  const common = { receipt, photos, text_received: true, failures: 0, trouble: null, reason: null, refusal: null } as const
  if (!settles(receipt)) return { change: { ...common, next_try_at: 0 }, letGo: [] }
  return { change: { ...common, phase: 'delivered', delivered_at: row.delivered_at ?? now }, letGo }
}

/** After trouble with this row; undefined when the row itself is not to blame. */
export function afterTrouble(row: OutboxRow, trouble: Trouble, now: number, chance: Chance): Partial<OutboxRow> | undefined {
  if (trouble.is === 'auth') return undefined
  if (trouble.is === 'needs-user' && row.replaced_by !== null) return { phase: 'replaced', delivered_at: now }
  if (trouble.is === 'needs-user') {
    return { phase: 'parked', reason: trouble.reason, refusal: { status: trouble.status, detail: trouble.detail } }
  }
  const failures = row.failures + 1
  const why = trouble.is === 'transient-net' ? 'no-network' : 'server-busy'
  const asked = trouble.is === 'transient-srv' && trouble.retryAfterS !== null ? retryAfterMs(trouble.retryAfterS, chance) : 0
  const next_try_at = now + Math.max(asked, pauseMs(failures, why, chance))
  const change = { failures, trouble: why, next_try_at } as const
  // What a reviewer filed is never said again: only its photos are still to go.
  return trouble.is === 'heal' && !row.ended ? { ...change, text_received: false } : change
}

/** A row whose pause a returning network ends. */
export function unpaused(row: OutboxRow): Partial<OutboxRow> | undefined {
  return row.phase === 'waiting' ? { failures: 0, trouble: null, next_try_at: 0 } : undefined
}

/** A row that a person sends again; what was found damaged is looked at anew. */
export function released(row: OutboxRow): Partial<OutboxRow> | undefined {
  if (!isOpen(row)) return undefined
  const photos = row.photos.map((photo) => ({ ...photo, damaged: false, gone: false, mismatches: 0 }))
  return { phase: 'waiting', reason: null, refusal: null, failures: 0, trouble: null, next_try_at: 0, photos }
}
