/**
 * What is done with a case: who works on it, its clock, what was asked for, and the moves its reader may make now.
 * Knows shapes and the words of the wire; must not know HTTP or a screen. Every field comes from a server of 1.1 on.
 */
import type { Colour } from './limits'
import type { PersonName, PhotoView } from './views'

export const CASE_STATES = [
  'filed', 'dispatched', 'claimed', 'disposed', 'checking', 'checked', 'rework', 'suspended', 'closed', 'voided',
] as const

export const VERBS = [
  'dispatch', 'recall', 'redispatch', 'claim', 'hand-over', 'progress', 'dispose', 'send-check', 'check-pass', 'check-fail',
  'close', 'send-back', 'ask-extension', 'ask-return', 'ask-suspension', 'ask-void', 'approve', 'refuse', 'withdraw', 'review-suspension', 'resume',
  'supervise', 'answer-supervision', 'blow-whistle', 'arrive', 'end-whistle', 'tag', 'annotate',
] as const
export type Verb = (typeof VERBS)[number]

export interface UnitName {
  code: string
  name: string | null
}

/** What a picker offers; `kind` and loads only where the server knows them. */
export interface UnitChoice extends UnitName {
  in_hand?: number
  due_soon?: number
  on_duty?: PersonName | null
}

/** A move that is legal for this reader now; `needs` are fields of the order, a trailing `?` marks one that may be left out. */
export interface MoveView {
  verb: string
  needs: string[]
  choices?: Record<string, unknown> | null
}

export interface Wanted {
  value: number
  unit: string
}

/** The clock of the unit as of the answer; milliseconds are counted time, moments are the server's. */
export interface CaseClock {
  plan: string | null
  limit: Wanted | null
  started_at: string | null
  due_at: string | null
  warn_at: string | null
  paused_at: string | null
  used_ms: number | null
  total_ms: number | null
  colour: Colour | null
  overdue: boolean
  rework_due_at: string | null
  stage: { name: string; due_at: string | null } | null
  steps: { step: string; due_at: string | null; done_at: string | null }[]
}

export interface RequestStep {
  level: string
  by: PersonName | null
  at: string | null
  decision: string | null
  reason: string | null
}

/** An extension, return, suspension or voiding that somebody asked for. */
export interface CaseRequest {
  id: string | number
  kind: string
  by: PersonName | null
  at: string
  reason: string | null
  note?: string | null
  wanted: Wanted | null
  resume_on: string | null
  state: string
  steps: RequestStep[]
}

/** An order to get a move on, with the answer it demands. */
export interface Supervision {
  id: string | number
  /** `by-hand`, or what the program saw. */
  cause?: string
  level?: string | null
  by: PersonName | null
  at: string
  reason: string | null
  reply_by: string | null
  answer?: string | null
  answered_at?: string | null
  answered_by?: PersonName | null
  ended_at?: string | null
}

/** A unit that a whistle called. */
export interface CalledUnit {
  code: string
  name: string | null
  arrived_at: string | null
  by?: PersonName | null
  note?: string | null
  /** Came after the time, or has not come and it is over. */
  late?: boolean
}

/** A joint task: who was called, who has come. */
export interface Whistle {
  /** What whoever ended it said. */
  note?: string | null
  id: string | number
  kind?: string | null
  by: PersonName | null
  at: string
  reason: string | null
  arrive_by?: string | null
  ended_at?: string | null
  units: CalledUnit[]
}

/** A whistle in a list beside those of other cases. */
export type ListedWhistle = Whistle & { case_no: string }

/** What a report did to the case, with its pictures. */
export interface CaseEvidence {
  report_id: string
  what: string
  by: PersonName | null
  at: string
  note: string | null
  photos: PhotoView[]
}

export interface CaseCounts {
  rework: number
  return: number
  extension: number
  dispatch: number
}

export interface CaseWork {
  urgent: boolean
  origin: string | null
  unit: UnitName | null
  co_units: UnitName[]
  handler: PersonName | null
  checker: PersonName | null
  campaign: string | null
  recurs_of: string | null
  /** Whether it was handled in time; null until that is decided. */
  on_time: boolean | null
  clock: CaseClock | null
  counts: CaseCounts
  requests: CaseRequest[]
  supervisions: Supervision[]
  whistles: Whistle[]
  evidence: CaseEvidence[]
  flags: string[]
  moves: MoveView[]
}

/** An order to move a case, as it goes to the server. */
export interface MoveOrder {
  verb: string
  reason?: string
  unit?: string
  co_units?: string[]
  person?: string
  photos?: { sha256: string; role: string }[]
  note?: string
  wanted?: Wanted
  resume_on?: string
  request?: string | number
  answers?: Record<string, boolean>
  order?: string | number
  whistle?: string | number
  reply_by?: string
  level?: string
  campaign?: string
}
