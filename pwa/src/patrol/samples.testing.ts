/** Example drafts, rows and reports for tests; `more` says what a test is about. */
import type { Placement } from '@/domain/geography'
import { NO_SUBJECT } from '@/domain/report'
import type { ReportView } from '@/domain/views'
import type { Draft, DraftPhoto, OutboxView } from '@/phone/types'

export function aDraft(more: Partial<Draft> = {}): Draft {
  return {
    id: 'd1',
    author_id: 'p1',
    created_at: '2026-11-20T08:15:00Z',
    updated_at: '2026-11-20T08:15:00Z',
    captured_at: '2026-11-20T08:15:00Z',
    awaiting_photo: null,
    position: null,
    category: null,
    note: '',
    handled_on_spot: false,
    segment_choice: null,
    subject: { ...NO_SUBJECT },
    supersedes: null,
    photos: [],
    ...more,
  }
}

export function aPhoto(more: Partial<DraftPhoto> = {}): DraftPhoto {
  return {
    photo_id: 'f1',
    sha256: 'a'.repeat(64),
    bytes: 1000,
    mime: 'image/jpeg',
    role: 'scene',
    source: 'camera',
    taken_at: '2026-11-20T08:15:00Z',
    twin: null,
    ...more,
  }
}

export function aView(more: Partial<OutboxView> = {}): OutboxView {
  return {
    id: 'r1',
    kind: 'report',
    author_id: 'p1',
    word: 'saved',
    photos: { sent: 0, of: 2, moving: null },
    bytes_left: 600_000,
    text_received: false,
    reason: null,
    ended: null,
    next_try_at: null,
    trouble: null,
    sealed_at: Date.parse('2026-11-20T08:16:00Z'),
    delivered_at: null,
    category: 'sl2_out_of_shop',
    note: '',
    captured_at: '2026-11-20T08:15:00Z',
    flags: [],
    case_no: null,
    segment_name: null,
    thumbnail_id: null,
    ...more,
  }
}

export function aReport(more: Partial<ReportView> = {}): ReportView {
  return {
    id: 'r1',
    status: 'pending',
    author: null,
    captured_at: '2026-11-20T08:15:00Z',
    received_at: '2026-11-20T08:20:00Z',
    category: 'sl2_out_of_shop',
    note: '',
    position: null,
    placement: null,
    photos: [],
    flags: [],
    verdict: null,
    case_no: null,
    rev: 1,
    ...more,
  }
}

export function aPlacement(more: Partial<Placement> = {}): Placement {
  return {
    status: 'inside',
    segment_status: 'inside',
    cell_status: 'inside',
    segment: { code: '410104-000-R001-S02', name: 'Elm Street 02' },
    cell: { code: '410104001002003' },
    distance_m: 3.2,
    candidates: [],
    ...more,
  }
}
