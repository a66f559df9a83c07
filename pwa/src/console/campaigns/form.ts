/** What is typed about a campaign, and what keeps it from being saved. */
import type { CampaignFields, CampaignView } from '@/domain/campaigns'

export interface CampaignForm extends CampaignFields {
  name: string
}
export type CampaignFault = 'name' | 'days' | 'wanted'

const LONGEST_NAME = 40
const MOST = 1_000_000

export function formOf(one: CampaignView | null, today: string): CampaignForm {
  if (one === null) return { name: '', first_day: today, last_day: today, categories: [], aim: '', wanted: [] }
  const { name, first_day, last_day, categories, aim, wanted } = one
  return { name, first_day, last_day, categories: [...categories], aim, wanted: wanted.map((each) => ({ ...each })) }
}

export function fieldsOf({ first_day, last_day, categories, aim, wanted }: CampaignForm): CampaignFields {
  return { first_day, last_day, categories, aim: aim.trim(), wanted: wanted.map(({ value, unit }) => ({ value, unit: unit.trim() })) }
}

export function campaignFault({ name, first_day, last_day, wanted }: CampaignForm): CampaignFault | null {
  const clean = name.trim()
  if (!clean || clean.length > LONGEST_NAME) return 'name'
  if (!first_day || !last_day || first_day > last_day) return 'days'
  const units = wanted.map(({ unit }) => unit.trim())
  const odd = wanted.some(({ value, unit }) => !Number.isInteger(value) || value < 1 || value > MOST || !unit.trim())
  return odd || new Set(units).size < units.length ? 'wanted' : null
}
