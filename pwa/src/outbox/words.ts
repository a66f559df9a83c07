/**
 * Says in one word per report what the outbox screen shows. Derived, never stored.
 * Must not know texts of a language: screens translate `word` and `reason`.
 */
import { isOpen } from './retention'
import type { OutboxRow, ParkReason } from './types'

export type OutboxWord =
  /** On this phone, not tried yet. */
  | 'saved'
  /** Being sent right now. */
  | 'sending'
  /** The server has the text, photos are still to go. */
  | 'text-received'
  /** A try failed; the next comes by itself. */
  | 'waiting'
  /** A person must do something; see `reason`. */
  | 'needs-person'
  /** A matching receipt says everything is there. */
  | 'delivered'

export interface OutboxView {
  id: string
  kind: string
  author_id: string
  word: OutboxWord
  photos: { sent: number; of: number }
  /** The server has the text; the words of `waiting` and `needs-person` may add it. */
  text_received: boolean
  /** Only with `needs-person`. */
  reason: ParkReason | null
  /** Milliseconds since 1970 on this phone; only with `waiting`. */
  next_try_at: number | null
  /** Why the last try failed, with `waiting`. */
  trouble: 'no-network' | 'server-busy' | null
  sealed_at: number
  delivered_at: number | null
  category: string | null
  note: string
  captured_at: string
  flags: string[]
  case_no: string | null
  segment_name: string | null
  /** First photo, for the thumbnail; null when its bytes are gone. */
  thumbnail_id: string | null
}

/** The word for one row; `sending` says whether the engine is busy with it now. */
export function wordFor(row: OutboxRow, sending: boolean): OutboxWord {
  if (!isOpen(row)) return 'delivered'
  if (row.phase === 'parked') return 'needs-person'
  if (sending) return 'sending'
  if (row.failures > 0) return 'waiting'
  return row.text_received ? 'text-received' : 'saved'
}
