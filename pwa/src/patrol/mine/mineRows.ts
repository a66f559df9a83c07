/**
 * Joins what the server said became of my reports with what this phone still knows about them.
 * Knows the two lists; must not know where they come from.
 */
import type { CheckView } from '@/domain/checks'
import type { MyReport, OutboxView } from '@/phone/types'

export type Outcome = 'on-the-way' | 'to-amend' | 'pending' | 'verifying' | 'accepted' | 'made' | 'kept' | 'rejected' | 'duplicate'

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
  /** What was done about a case or report, a word of the wire; null for a finding. */
  verb: string | null
  /** Of whom it speaks, where this phone still knows. */
  shop_name: string | null
  flags: string[]
  /** What a reviewer will look at twice; none once it is judged. */
  checks: CheckView[]
  /** Bytes on this phone, preferred because they need no signal. */
  thumbnail_id: string | null
  /** Else this picture from the server. */
  thumbnail_sha256: string | null
}

export const OUTCOMES: readonly Outcome[] = ['to-amend', 'on-the-way', 'pending', 'verifying', 'accepted', 'made', 'kept', 'rejected', 'duplicate']

/** One row per report of this person, newest first. A phone may carry reports of somebody else; those are not mine. */
export function mineRows(reports: readonly MyReport[], views: readonly OutboxView[], personId: string | null): MineRow[] {
  const local = new Map(views.map((view) => [view.id, view]))
  const known = new Set(reports.map((report) => report.id))
  const rows = [
    ...reports.filter((report) => isAuthor(report, personId)).map((report) => fromServer(report, local.get(report.id))),
    ...views.filter((view) => !known.has(view.id) && isMine(view, personId)).map(fromPhone),
  ]
  return rows.sort((a, b) => Date.parse(b.captured_at) - Date.parse(a.captured_at))
}

export function countByOutcome(rows: readonly MineRow[]): Record<Outcome, number> {
  const counts = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>
  for (const row of rows) counts[row.outcome] += 1
  return counts
}

/** The mirror also holds what this person is asked to look at on the spot. */
export function isAuthor({ author, status }: Pick<MyReport, 'author' | 'status'>, personId: string | null): boolean {
  // Whoever looks on the spot is not told who reported.
  if (!author) return status !== 'verifying'
  return personId === null || author.id === personId
}

function isMine(view: OutboxView, personId: string | null): boolean {
  return view.author_id === personId || view.author_id === ''
}

/** An answer is filed at once; what it comes to is decided when its photos are there. */
function outcomeOf(report: MyReport): Outcome {
  const { status, reply_outcome: came } = report
  if (came) return came.made ? 'made' : 'kept'
  return verbOf(report) !== null && status === 'accepted' ? 'on-the-way' : status
}

/** The body names what was answered; older servers told only the case. */
function verbOf({ reply_to: reply, reply_outcome: came }: MyReport): string | null {
  if (came) return came.verb
  if (typeof reply === 'object' && reply !== null) return reply.verb ?? 'other'
  return reply ? 'other' : null
}

function fromServer(report: MyReport, view: OutboxView | undefined): MineRow {
  return {
    id: report.id,
    outcome: outcomeOf(report),
    category: report.category,
    captured_at: report.captured_at ?? report.received_at,
    segment: report.placement?.segment ?? null,
    case_no: report.case_no,
    reason: report.reply_outcome ? report.reply_outcome.why : (report.verdict?.reason ?? null),
    judged_at: report.reply_outcome?.at ?? report.verdict?.at ?? null,
    verb: verbOf(report),
    shop_name: view?.shop_name ?? null,
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
    verb: view.reply?.verb ?? null,
    shop_name: view.shop_name,
    flags: view.flags,
    checks: [],
    thumbnail_id: view.thumbnail_id,
    thumbnail_sha256: null,
  }
}
