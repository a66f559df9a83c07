/** What is hidden on photos that leave: its shapes on the wire. */
import type { PersonName } from './views'

export const BOX_KINDS = ['face', 'plate', 'phone', 'other'] as const
export type BoxKind = (typeof BOX_KINDS)[number]
export type RedactionState = 'pending' | 'none-needed' | 'done'

/** A rectangle on the upright photo, as fractions (0–1) of its width and height. */
export interface Box {
  left: number
  top: number
  width: number
  height: number
  kind: BoxKind
}

/** A box with its history; `undone_at` is null for those in force. */
export interface DrawnBox extends Box {
  by: PersonName | null
  at: string
  undone_by: PersonName | null
  undone_at: string | null
}

/** What proposes boxes, and how much of what people had marked it found. */
export interface Detector {
  name: string
  recall: number
  marked: number
  photos: number
}

export interface RedactionView {
  sha256: string
  state: RedactionState
  /** 0 while nobody has decided. */
  rev: number
  by: PersonName | null
  at: string | null
  boxes: Box[]
  history: DrawnBox[]
  width: number | null
  height: number | null
  detector: Detector | null
  proposed: Box[]
}

/** A picture in the list of those that wait, or of a case. */
export interface ListedPicture {
  sha256: string
  state: RedactionState
  report_id: string
  case_no: string | null
  category: string | null
  role: string | null
  captured_at: string | null
}

export interface UnmaskedReport {
  note: string
  phone_numbers: string[]
  reason: string | null
}
