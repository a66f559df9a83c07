/**
 * Turns outbox rows into what a screen may see. Another person's rows are counted and carried, never shown.
 * Knows rows and who is signed in; must not know where they come from.
 */
import { isClip } from '@/domain/media'
import type { Manifest } from '@/domain/report'
import { isHeld } from '@/outbox/next'
import { isOpen } from '@/outbox/retention'
import type { OutboxRow } from '@/outbox/types'
import { wordFor, type OutboxView } from '@/outbox/words'
import type { EngineState } from '@/sync/state'
import { holdBackOver } from '@/sync/road'

import type { OutboxSummary } from './types'

export interface Shown {
  rows: OutboxRow[]
  /** Photo rows whose bytes are still here. */
  photos: Set<string>
  /** Who is signed in; null nobody. */
  person_id: string | null
}

type Busy = Pick<EngineState, 'sending' | 'photo_in_flight' | 'held_over'>

/** Begun while nobody was signed in: whoever holds the phone may see it. */
const NOBODY = ''

export function isOwn(row: Pick<OutboxRow, 'author_id'>, personId: string | null): boolean {
  return row.author_id === NOBODY || row.author_id === personId
}

export function viewOf(row: OutboxRow, manifest: Manifest | null, busy: Busy, kept: ReadonlySet<string>): OutboxView {
  const word = wordFor(row, busy.sending.includes(row.id), isHeld(row, holdBackOver(busy.held_over)))
  const photos = Array.isArray(row.photos) ? row.photos : []
  const flying = busy.photo_in_flight.find((photo) => photo.report_id === row.id)
  return {
    id: row.id,
    kind: row.kind,
    author_id: row.author_id,
    word,
    photos: { sent: photos.filter((photo) => photo.arrived).length, of: photos.length, moving: flying?.share ?? null },
    bytes_left: photos.reduce((sum, photo) => (photo.arrived ? sum : sum + photo.bytes), 0),
    text_received: row.text_received,
    reason: word === 'needs-person' ? row.reason : null,
    ended: row.ended ?? null,
    next_try_at: word === 'waiting' ? row.next_try_at : null,
    trouble: word === 'waiting' ? row.trouble : null,
    sealed_at: row.sealed_at,
    delivered_at: row.delivered_at,
    category: manifest?.category ?? null,
    note: manifest?.note ?? '',
    captured_at: manifest?.captured_at ?? new Date(row.sealed_at).toISOString(),
    flags: row.receipt?.flags ?? [],
    case_no: row.receipt?.case_no ?? null,
    reply: manifest?.reply_to ?? null,
    segment_name: row.receipt?.placement?.segment?.name ?? row.segment_name ?? null,
    shop_name: row.shop_name ?? null,
    thumbnail_id: photos.find((photo, place) => kept.has(photo.photo_id) && !isClip(manifest?.photos?.[place]?.mime))?.photo_id ?? null,
  }
}

const NEED: Partial<Record<OutboxView['word'], number>> = { 'needs-person': 0, delivered: 2, filed: 2, dismissed: 2 }
const need = (view: OutboxView) => NEED[view.word] ?? 1

/** What needs a person first, then what is unsent from the oldest, then what ended from the newest. */
export function byNeed(a: OutboxView, b: OutboxView): number {
  if (need(a) !== need(b)) return need(a) - need(b)
  return need(a) === 2 ? b.sealed_at - a.sealed_at : a.sealed_at - b.sealed_at
}

export function summaryOf({ rows, person_id }: Shown): OutboxSummary {
  const open = rows.filter(isOpen)
  const others = open.filter((row) => !isOwn(row, person_id))
  return {
    pending: open.length,
    needs_person: open.filter((row) => row.phase === 'parked' && isOwn(row, person_id)).length,
    oldest_at: oldestOf(open),
    others: { count: others.length, oldest_at: oldestOf(others) },
  }
}

function oldestOf(rows: OutboxRow[]): number | null {
  return rows.length === 0 ? null : Math.min(...rows.map((row) => row.sealed_at))
}
