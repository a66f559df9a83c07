/** The dispatch board as the server tells it: what waits for a unit, which one the rules name and why. Shapes only. */
import type { UnitChoice, UnitName } from './case-work'
import type { CaseView } from './views'

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
}

export interface BoardItem {
  case: CaseView
  suggestion: Suggestion
  candidates: UnitChoice[]
}

export interface BoardView {
  items: BoardItem[]
  units: UnitChoice[]
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
  by?: { id: string; name: string } | null
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
  differences: Difference[]
}
