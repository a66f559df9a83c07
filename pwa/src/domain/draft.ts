/**
 * A draft: what the patrol is still writing, on the phone only. Its id becomes the report's id.
 * Decides a draft's shape; must not know how it is stored.
 */
import type { Paper } from './paper'
import type { PledgeDraft } from './pledge'
import type { PhotoRole, PhotoSource, Position, ReplyTo, Subject } from './report'

/** A photo of a draft. Bytes lie in a row of their own; `sha256` was taken when they were committed. */
export interface DraftPhoto {
  /** Row of the untouched original. */
  photo_id: string
  sha256: string
  bytes: number
  mime: string
  role: PhotoRole
  source: PhotoSource
  taken_at: string
  /** Smaller copy that is sent instead of the original, once it was made. */
  twin: { photo_id: string; sha256: string; bytes: number; mime: string } | null
}

export interface Draft {
  id: string
  author_id: string
  created_at: string
  updated_at: string
  captured_at: string
  /** The camera was opened for this slot and has not come back; a restart returns to it. */
  awaiting_photo: PhotoRole | null
  position: Position | null
  category: string | null
  note: string
  handled_on_spot: boolean
  segment_choice: string | null
  /** Why, in a slug of `SEGMENT_REASONS`; absent in older drafts. */
  segment_choice_why?: string | null
  subject: Subject
  /** The report this one corrects. */
  supersedes: string | null
  photos: DraftPhoto[]
  /** Where in the form the person was, while it is open; a restart returns there. Absent in drafts of 1.0.0. */
  in_form?: FormPlace | null
  /** What is being done about a case; absent in findings. */
  reply_to?: ReplyTo | null
  /** The open case that this adds to, as the person chose. */
  joins?: string | null
  /** A 整改通知单 that is given out with it. */
  paper?: Paper | null
  /** A pledge that is being signed, or refused; `reply_to` says which. */
  pledge?: PledgeDraft | null
}

export interface FormPlace {
  /** The field that was being written in. */
  focus: 'note' | null
  /** Pixels from the top. */
  scroll: number
}

/** What a screen may change; photos and identity change only through their own verbs. */
export type DraftChange = Partial<
  Pick<
    Draft,
    | 'position' | 'category' | 'note' | 'handled_on_spot' | 'segment_choice' | 'segment_choice_why' | 'subject'
    | 'captured_at' | 'awaiting_photo' | 'in_form' | 'reply_to' | 'joins' | 'paper' | 'pledge'
  >
>
