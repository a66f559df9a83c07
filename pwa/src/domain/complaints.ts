/** Complaints and suggestions, as the server writes them. */

export const COMPLAINT_KINDS = ['complaint', 'suggestion', 'praise'] as const
/** How one comes that somebody enters for another person. */
export const ENTERED_ORIGINS = ['hotline', 'visit', 'letter', 'media', 'other'] as const
export type ComplaintState = 'open' | 'answered' | 'dismissed'

export interface ComplaintRow {
  number: string
  kind: string
  origin: string
  text: string
  place: string | null
  case_no: string | null
  state: ComplaintState
  has_contact: boolean
  at: string
  due_at: string
  answered_at: string | null
  in_time: boolean | null
  overdue: boolean
  rev: number
}

export interface ComplaintView extends ComplaintRow {
  answers: { text: string; at: string; by: { id: string; name: string } }[]
  dismissed_because: string | null
}

export interface ComplaintCounts {
  open: number
  overdue: number
  answered: number
  in_time: number
}

export interface ComplaintsPage {
  items: ComplaintRow[]
  counts: ComplaintCounts
  cursor: string | null
  has_more: boolean
}

export interface ComplaintFields {
  kind: string
  origin: string | null
  text: string
  place: string
  case_no: string
  contact: string
}

export interface ComplaintReceipt {
  number: string
  due_at: string
}
