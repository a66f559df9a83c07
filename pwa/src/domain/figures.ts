/** Figures, as the server writes them: every rate with what was divided by what. */

export type Names = { zh: string; en: string }
export type GroupedBy = 'unit' | 'segment' | 'street' | 'category'
export type RankedBy = 'unit' | 'segment'
export type Part = 'numerator' | 'denominator'

export interface Rate {
  numerator: number
  denominator: number
  /** A percentage with two decimals; null when nothing was counted. */
  value: string | null
}

export interface RateGroup extends Rate {
  key: string
  name: Names | null
}

export interface FigureDefinition {
  id: string
  version: number
  base: string
  name: Names
  text: Names
}

export interface Figure extends Rate {
  id: string
  definition: FigureDefinition
  of: 'cases' | 'reports'
  why_not: string | null
  groups: RateGroup[]
}

export interface FiguresView {
  first: string
  last: string
  items: Figure[]
  /** Indicators of the trade that are not counted here, each with why. */
  left_out?: { name: Names; why: Names }[]
}

export interface Ranking {
  definition: FigureDefinition
  places: (RateGroup & { place: number })[]
  too_few: number
}

export interface RankingView {
  least: number
  rankings: Record<string, Ranking>
}

/** What a figure counts: a case, or a report where reports are counted. */
export interface Counted {
  case_no?: string | null
  id?: string
  state?: string
  status?: string
  captured_at?: string
  segment?: { code: string; name: string | null } | null
  category?: string | { name_zh?: string; name_en?: string } | null
}
