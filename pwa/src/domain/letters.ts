/** Letters (移送函) to bodies outside, as the server tells them. Shapes only. */
import type { UnitName } from './case-work'

export const LETTER_STATES = ['draft', 'open', 'overdue', 'answered', 'voided'] as const
export type LetterState = (typeof LETTER_STATES)[number]
export const SENT_HOW = ['hand', 'mail', 'fax', 'exchange'] as const
export const OUTCOMES = ['done', 'taken', 'refused'] as const

export interface LetterView {
  id: number
  case_no: string
  /** Null until it has left. */
  number: string | null
  state: LetterState
  unit: UnitName
  /** Who writes; the headquarters where nobody is named. */
  from: UnitName | null
  facts: string
  wanted: string
  made_at: string
  sent_at: string | null
  sent_how: string | null
  due_at: string | null
  answered_at: string | null
  answer: string | null
  outcome: string | null
  voided_at: string | null
  void_reason: string | null
  rev: number
}

/** What is left out stays, or is written from the case. */
export interface LetterText {
  facts?: string
  wanted?: string
  from?: string
}
