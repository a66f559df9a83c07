/** The wire shapes of breaches at the desk: lines, one with its pictures, and what a city sets. Knows shapes only. */
import type { Page, PersonName, PhotoView } from './views'

export const STEPS = ['remind', 'notice', 'case'] as const
export type Step = (typeof STEPS)[number]
export const BREACH_STATES = ['open', 'handed-in', 'escalated', 'closed', 'void'] as const
export type BreachState = (typeof BREACH_STATES)[number]

export interface BreachRow {
  id: string
  rev: number
  shop: { id: string; name: string; door: string | null; street: string | null }
  segment: { code: string; name: string | null } | null
  category: string | null
  pledge_id: string | null
  item: string
  item_name: { zh: string; en: string }
  /** The how manyth time of this item within the window. */
  nth: number
  step: Step
  state: BreachState
  why: string | null
  found_at: string
  deadline: string
  overdue: boolean
  in_time: boolean | null
  case_no: string | null
  notice_id: string | null
  appeal_state: 'open' | 'granted' | 'refused' | null
  appeal_due_at: string | null
  handed_in: number
  doubts: string[]
}

export interface HandIn {
  id: string
  by: 'merchant' | 'patrol'
  person: PersonName | null
  at: string
  note: string
  photos: PhotoView[]
  verdict: 'passed' | 'failed' | null
  reason: string | null
  judged_by: PersonName | null
  judged_at: string | null
}

export interface BreachAppeal {
  at: string
  reason: string
  due_at: string
  state: 'open' | 'granted' | 'refused'
  answer: string | null
  answered_by: PersonName | null
  answered_at: string | null
}

export interface BreachView extends BreachRow {
  note: string
  before: PhotoView[]
  hand_ins: HandIn[]
  appeal: BreachAppeal | null
  appeal_until: string
  events: { kind: string; state: string; by: PersonName | null; at: string; reason: string | null }[]
  /** What this person may do now. */
  moves: string[]
}

export type BreachPage = Page<BreachRow>

export interface BreachDeadline {
  value: number
  unit: string
}

/** The answer to the first, second … time within `window_days`, the last one for ever; and how much time each gives. */
export interface Ladder {
  steps: Step[]
  window_days: number
  deadlines: Record<Step, BreachDeadline>
}

export interface LadderNow extends Ladder {
  rev: number
}

export interface LadderVersion {
  rev: number
  at: string
  by: PersonName | null
  settings: Ladder
}

export interface Rate {
  numerator: number
  denominator: number
  share: number | null
}

/** Breaches of a period by item, and how many were put right in time; never by shop or person. */
export interface BreachFigures {
  period: string
  found: number
  in_time: Rate
  items: { item: string; item_name: { zh: string; en: string }; found: number; in_time: Rate }[]
}
