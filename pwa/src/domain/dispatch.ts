/** The dispatch board as the server tells it: what waits for a unit, which one the rules name and why. Shapes only. */
import type { UnitChoice, UnitName } from './case-work'
import type { CaseView, PersonName } from './views'

/** A word of the server's reasoning with what fills the slots of its sentence. */
export interface Why {
  word: string
  facts: Record<string, unknown>
}

export interface Suggestion {
  unit: UnitName | null
  /** Which rule decided, counted from 1 as the list shows them; null when none did. */
  rule: number | null
  /** Whether exactly one rule fits, so that nobody has to look. */
  sure: boolean
  why: Why[]
  /** Who is on duty there now. */
  person?: PersonName | null
}

/** That a unit gave a case back; `reason` is a word of a list. */
export interface Returned {
  unit: UnitName | null
  reason: string
  note: string | null
  at: string
}

export interface BoardItem {
  case: CaseView
  suggestion: Suggestion
  candidates: UnitChoice[]
  returned?: Returned | null
}

export interface BoardView {
  items: BoardItem[]
  units: UnitChoice[]
  /** Counts also what is not listed. */
  waiting?: number
}

export interface BulkItem {
  case_no: string
  rev: number
  unit: string
}

export interface BulkOutcome {
  case_no: string
  status: number
  case: CaseView | null
  problem: { type: string } | null
}

export interface Hours {
  from: string
  to: string
  /** 1 is Monday; empty means every day. */
  days: number[]
}

/** One rule: what must hold of a case (empty means any), and where it goes then. The first that fits decides. */
export interface DispatchRule {
  categories: string[]
  groups: string[]
  /** The type of the asset, which names its owner. */
  ownership: string | null
  segments: string[]
  cells: string[]
  /** What the codes of its segments and cells begin with. */
  street: string | null
  /** Ids of permits. */
  zones: string[]
  hours: Hours | null
  unit: string
  on_duty: boolean
  note: string
}

/** The street that takes what no rule fits. */
export interface Fallback {
  segments: string[]
  cells: string[]
  street: string | null
  unit: string
}

/** What is edited, tried and saved as a whole. */
export interface RulesBody {
  rules: DispatchRule[]
  fallbacks: Fallback[]
  automatic: boolean
  automatic_categories: string[]
  green_channel: boolean
}

export interface RuleSet extends RulesBody {
  version: number
  at?: string | null
  by?: PersonName | null
}

export interface Difference {
  case_no: string
  category: { slug?: string; name_zh?: string; name_en?: string }
  was: UnitName | null
  would: UnitName | null
}

export interface TrialView {
  cases: number
  same: number
  elsewhere: number
  nowhere: number
  /** Not dispatched so far. */
  waiting: number
  differences: Difference[]
}

/** The server gives so many away in one request. */
export const MOST_AT_ONCE = 100
