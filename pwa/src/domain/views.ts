/**
 * What the server tells about reports and cases to whoever may read them (contract §5).
 * Knows shapes only; a field the server does not send yet is optional here.
 */
import type { PhotoRole, Position, ReportStatus, Subject, VerdictWord } from './report'

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
}

export interface PhotoView {
  sha256: string
  role: PhotoRole
  /** Whether the server holds the bytes yet. */
  stored: boolean
  /** False for evidence that is kept but cannot be shown; null while it is not known. */
  decodable: boolean | null
  taken_at?: string | null
}

export interface VerdictView {
  verdict: VerdictWord
  reason: string | null
  by: PersonName | null
  at: string
  duplicate_of?: string | null
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
  verdict: VerdictView | null
  case_no: string | null
  rev: number
}
