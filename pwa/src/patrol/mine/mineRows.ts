/**
 * Joins what the server said became of my reports with what this phone still knows about them.
 * Knows the two lists; must not know where they come from.
 */
import type { CheckView } from '@/domain/checks'
import type { MyReport, OutboxView } from '@/phone/types'

export type Outcome = 'on-the-way' | 'pending' | 'accepted' | 'rejected' | 'duplicate'

export interface MineRow {
  id: string
  outcome: Outcome
  category: string | null
  captured_at: string
  /** With the code where the server told it, so that parts of a road can be told apart. */
  segment: { code: string; name: string } | null
  case_no: string | null
  /** The reviewer's own words, null without any. */
  reason: string | null
  judged_at: string | null
  flags: string[]
  /** What a reviewer will look at twice; none once it is judged. */
  checks: CheckView[]
  /** Bytes on this phone, preferred because they need no signal. */
  thumbnail_id: string | null
  /** Else this picture from the server. */
  thumbnail_sha256: string | null
}

export const OUTCOMES: readonly Outcome[] = ['on-the-way', 'pending', 'accepted', 'rejected', 'duplicate']

/** One row per report of this person, newest first. A phone may carry reports of somebody else; those are not mine. */
export function mineRows(reports: readonly MyReport[], views: readonly OutboxView[], personId: string | null): MineRow[] {
  const local = new Map(views.map((view) => [view.id, view]))
  const known = new Set(reports.map((report) => report.id))
  const rows = [
    ...reports.map((report) => fromServer(report, local.get(report.id))),
    ...views.filter((view) => !known.has(view.id) && isMine(view, personId)).map(fromPhone),
  ]
  return rows.sort((a, b) => Date.parse(b.captured_at) - Date.parse(a.captured_at))
}

export function countByOutcome(rows: readonly MineRow[]): Record<Outcome, number> {
  const counts = { 'on-the-way': 0, pending: 0, accepted: 0, rejected: 0, duplicate: 0 }
  for (const row of rows) counts[row.outcome] += 1
  return counts
}

function isMine(view: OutboxView, personId: string | null): boolean {
  return view.author_id === personId || view.author_id === ''
}

function fromServer(report: MyReport, view: OutboxView | undefined): MineRow {
  return {
    id: report.id,
    outcome: report.status,
    category: report.category,
    captured_at: report.captured_at ?? report.received_at,
    segment: report.placement?.segment ?? null,
    case_no: report.case_no,
    reason: report.verdict?.reason ?? null,
    judged_at: report.verdict?.at ?? null,
    flags: report.flags,
    checks: report.status === 'pending' ? (report.checks ?? []).filter((check) => check.tone === 'look') : [],
    thumbnail_id: view?.thumbnail_id ?? null,
    thumbnail_sha256: report.photos.find((photo) => photo.stored && photo.decodable !== false && !photo.clip)?.sha256 ?? null,
  }
}

function fromPhone(view: OutboxView): MineRow {
  return {
    id: view.id,
    outcome: view.word === 'delivered' ? 'pending' : 'on-the-way',
    category: view.category,
    captured_at: view.captured_at,
    segment: view.segment_name === null ? null : { code: '', name: view.segment_name },
    case_no: view.case_no,
    reason: null,
    judged_at: null,
    flags: view.flags,
    checks: [],
    thumbnail_id: view.thumbnail_id,
    thumbnail_sha256: null,
  }
}
