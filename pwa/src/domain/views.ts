/**
 * What the server tells about reports and cases to whoever may read them (contract §5).
 * Knows shapes only; a field the server does not send yet is optional here.
 */
import type { CaseWork } from './case-work'
import type { CheckView } from './checks'
import type { PhotoRole, PhotoSource, Position, ReplyOutcome, ReplyTo, ReportStatus, Subject, VerdictWord } from './report'

export interface Page<T> {
  items: T[]
  cursor: string | null
  has_more: boolean
}

export interface PersonName {
  id: string
  name: string
}

export type LayerStatus = 'inside' | 'near-edge' | 'ambiguous' | 'outside'

/** One possible answer of a layer; `share` is the part of the accuracy disc in which it ranks first. */
export interface Candidate {
  kind: 'segment' | 'cell'
  code: string
  name: string | null
  distance_m: number | null
  share: number
}

/** The answer to "which segment, which cell" (contract §6). */
export interface PlacementView {
  status: LayerStatus
  segment_status?: LayerStatus | null
  cell_status?: LayerStatus | null
  segment: { code: string; name: string } | null
  cell: { code: string } | null
  distance_m: number | null
  candidates: Candidate[]
  nearest?: { code: string; name: string; distance_m: number } | null
  chosen_by?: string | null
  /** A slug of `SEGMENT_REASONS` from the patrol, a reviewer's own words, or null. */
  chosen_why?: string | null
}

export interface PhotoView {
  sha256: string
  role: PhotoRole | null
  source?: PhotoSource | null
  /** Whether the server holds the bytes yet. */
  stored: boolean
  /** False for evidence that is kept but cannot be shown; null while it is not known. */
  decodable: boolean | null
  /** The type of sound or video, of which there is no picture; null or absent for a photo. */
  clip?: string | null
  taken_at?: string | null
}

export interface VerdictView {
  verdict: VerdictWord
  reason: string | null
  by: PersonName | null
  at: string
  /** Report id of the one this repeats. */
  duplicate_of?: string | null
  segment_choice?: string | null
}

/** What somebody answered who verified a report, or its author who added what was missing. */
export interface AnswerView {
  report_id: string
  verb: string | null
  verified: boolean | null
  by: PersonName | null
  at: string
  note: string | null
}

/** Somebody who may be asked to look on the spot. */
export interface Verifier {
  id: string
  name: string
  inspector: boolean
  units: { code: string; name: string }[]
}

export interface Destroyed {
  at: string
  rule: string
}

export interface ReportView {
  id: string
  status: ReportStatus
  author: PersonName | null
  captured_at: string | null
  received_at: string
  category: string | null
  note: string
  handled_on_spot?: boolean
  position: Position | null
  placement: PlacementView | null
  subject?: Partial<Subject> | null
  photos: PhotoView[]
  flags: string[]
  /** What the checks of its evidence say; in lists only what is worth a look. */
  checks?: CheckView[]
  verdict: VerdictView | null
  /** Who looks on the spot whether it is so. */
  verifier?: PersonName | null
  /** What was said about it meanwhile. */
  answers?: AnswerView[]
  case_no: string | null
  supersedes?: string | null
  superseded_by?: string | null
  /** When and under which rule its evidence was destroyed. */
  deleted?: Destroyed | null
  /** Report id of a similar one nearby, when the server suspects a duplicate. */
  similar_to?: string | null
  /** What it did about a case instead of reporting one, and what came of that. */
  reply_to?: Partial<ReplyTo> | string | null
  reply_outcome?: ReplyOutcome | null
  rev: number
}

/** What a case copied from the catalogue when it was opened; also the shape of a catalogue entry's limits. */
export interface Limit {
  step: string
  value: number
  unit: string
}

export interface CaseEventView {
  kind: string
  state: string
  by: PersonName | null
  at: string
  reason: string | null
  facts: Record<string, unknown>
}

export interface CaseView extends Partial<CaseWork> {
  case_no: string
  state: string
  category: { slug?: string; group?: string; name_zh?: string; name_en?: string; urgency?: string } & Record<string, unknown>
  limits: Limit[]
  segment: { code: string; name: string | null } | null
  cell: { code: string } | null
  report_id: string
  position: { lon: number; lat: number; datum: string } | null
  opened_at: string
  closed_at: string | null
  /** Since when it is kept whatever the retention rules say. */
  held_at?: string | null
  events: CaseEventView[]
  /** The picture that stands for it and how many there are; only in lists that were asked for pictures. */
  cover?: { photo: PhotoView | null; count: number }
  rev: number
}

/** Why a case waits, who granted it, and the last look at it; `overdue` when the next one is due. */
export interface SuspensionView {
  reason: string
  asked_at: string
  approved_by: PersonName | null
  approved_at: string | null
  resume_on: string | null
  reviewed_by: PersonName | null
  reviewed_at: string | null
  review_note: string | null
  review_due_at: string
  overdue: boolean
}

export interface SuspendedView {
  case: CaseView
  suspension: SuspensionView
}

/** One category as an admin sees and changes it. */
export interface CatalogEntry {
  slug: string
  group: string
  name_zh: string
  name_en: string
  matter_code: string | null
  legacy_code: string | null
  by_asset_type: boolean
  urgency: 'normal' | 'urgent'
  file_when_zh: string
  file_when_en: string
  close_when_zh: string
  close_when_en: string
  limits: Limit[]
  photos_min: number
  enabled: boolean
  revision: number
}

/** A type of manhole cover. */
export interface CoverType {
  slug: string
  matter_code: string
  name_zh: string
  name_en: string
}

export interface CatalogView {
  matter_standard: string
  legacy_standard: string
  cover_types: CoverType[]
  items: CatalogEntry[]
}
