/** Example drafts, rows and reports for tests; `more` says what a test is about. */
import type { Placement } from '@/domain/geography'
import { NO_SUBJECT } from '@/domain/report'
import type { TaskCase } from '@/domain/tasks'
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
    reply: null,
    segment_name: null,
    shop_name: null,
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

/** A case that was handed in and is to be checked on the spot. */
export function aTask(more: Partial<TaskCase> = {}): TaskCase {
  const photo = (sha256: string, role: 'scene' | 'after') => ({ sha256: sha256.repeat(64), role, stored: true, decodable: true })
  return {
    case_no: '4101042026112000081',
    state: 'checking',
    category: { slug: 'manhole_broken', name_zh: 'zh', name_en: 'Cover broken', close_when_zh: '\u76d6、\u5e73、\u53f7', close_when_en: 'Intact, level and firm, the number matches' },
    limits: [],
    segment: { code: '410104-000-R001-S02', name: 'Elm Street' },
    cell: null,
    report_id: 'r1',
    position: { lon: 113.67, lat: 34.74, datum: 'wgs84' },
    opened_at: '2026-11-18T08:00:00Z',
    closed_at: null,
    events: [],
    rev: 5,
    urgent: false,
    unit: { code: 'u2', name: 'Road crew 2' },
    clock: null,
    evidence: [
      { report_id: 'r1', what: 'opened', by: null, at: '2026-11-18T08:00:00Z', note: null, photos: [photo('a', 'scene')] },
      { report_id: 'r2', what: 'handled', by: null, at: '2026-11-20T01:05:00Z', note: 'Filled and level.', photos: [photo('b', 'after')] },
    ],
    moves: [{ verb: 'check-pass', needs: ['photos'] }, { verb: 'check-fail', needs: ['reason', 'photos'] }],
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
