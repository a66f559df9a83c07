/**
 * Says in one word per report what the outbox screen shows. Derived, never stored.
 * Must not know texts of a language: screens translate `word` and `reason`.
 */
import type { ReplyTo } from '@/domain/report'

import { isSendable } from './next'
import { isOpen } from './retention'
import type { OutboxRow, ParkReason, QuarantineEnd } from './types'

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
  /** Only large photos are left, and they wait for Wi-Fi. */
  | 'waits-for-wifi'
  /** Written by a newer version of the app, which will send it. */
  | 'newer'
  /** A matching receipt says everything is there. */
  | 'delivered'
  /** A reviewer repaired it, and the server has it. */
  | 'filed'
  /** A reviewer turned it down, with a reason. */
  | 'dismissed'

export interface OutboxView {
  id: string
  kind: string
  author_id: string
  word: OutboxWord
  /** `moving`: the share of the one on its way that has left the phone, null when the browser does not tell. */
  photos: { sent: number; of: number; moving: number | null }
  /** Bytes of the photos still to go. */
  bytes_left: number
  /** The server has the text; the words of `waiting` and `needs-person` may add it. */
  text_received: boolean
  /** Only with `needs-person`. */
  reason: ParkReason | null
  /** What a reviewer made of it, with `filed` and `dismissed`. */
  ended: QuarantineEnd | null
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
  /** What was done about which case or report; null for a finding. */
  reply: ReplyTo | null
  segment_name: string | null
  /** With a pledge: of whom. */
  shop_name: string | null
  /** First photo, for the thumbnail; null when its bytes are gone. */
  thumbnail_id: string | null
}

/** The word for one row; `sending`: the engine is busy with it now, `held`: its photos wait for Wi-Fi. */
export function wordFor(row: OutboxRow, sending: boolean, held = false): OutboxWord {
  if (row.ended && !isOpen(row)) return row.ended.outcome
  if (!isOpen(row)) return 'delivered'
  if (!isSendable(row)) return 'newer'
  if (row.phase === 'parked') return 'needs-person'
  if (sending) return 'sending'
  if (held) return 'waits-for-wifi'
  if (row.failures > 0) return 'waiting'
  return row.text_received ? 'text-received' : 'saved'
}
