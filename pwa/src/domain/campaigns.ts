/** Campaigns (专项行动), as the server writes them. */
import type { Figure, Part } from './figures'

export interface Quantity {
  value: number
  unit: string
}

export interface CampaignFields {
  first_day: string
  last_day: string
  /** Empty: any. */
  categories: string[]
  aim: string
  /** What shall come of it. */
  wanted: Quantity[]
}

export interface CampaignView extends CampaignFields {
  name: string
  state: 'planned' | 'on' | 'over'
  rev: number
}

export interface CampaignSummary {
  cases: number
  states: Record<string, number>
  categories: Record<string, number>
  units: { code: string; name: string; cases: number; closed: number }[]
  quantities: (Quantity & { wanted: number | null })[]
  figures: Figure[]
}

/** So much was done with a case. */
export interface QuantityEntry extends Quantity {
  case_no: string
  at: string
  category: string | null
}

/** What of a summary is looked into: a figure's numbers, or what was counted in a unit. */
export type Opened = { figure: string; part: Part } | { unit: string }
