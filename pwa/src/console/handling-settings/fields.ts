/** The settings field by field: which differ, whose change is kept where two people changed them, what cannot be saved. */
import { STAGES, type HandlingSettings } from '@/domain/handling-settings'
import type { CatalogEntry } from '@/domain/views'

export const FIELDS = ['separate_filing', 'green_channel', 'auto_close', 'sampled', 'stages', 'seven_days_exempt', 'snow_stopped_at'] as const
export type Field = (typeof FIELDS)[number]
export type Fault = 'percent' | 'stage'

const LONGEST_STAGE = 24 * 60
const MOST_PERCENT = 100

/** Only what is set, in an order of its own: lists and records say the same in any order. */
export function bodyOf(one: HandlingSettings): HandlingSettings {
  return {
    separate_filing: one.separate_filing,
    green_channel: one.green_channel,
    auto_close: [...one.auto_close].sort(),
    sampled: Object.fromEntries(Object.entries(one.sampled).sort()),
    seven_days_exempt: [...one.seven_days_exempt].sort(),
    stages: Object.fromEntries(STAGES.flatMap((stage) => (one.stages[stage] ? [[stage, one.stages[stage]]] : []))),
    snow_stopped_at: one.snow_stopped_at,
  }
}

export function differing(one: HandlingSettings, other: HandlingSettings): Field[] {
  const [a, b] = [bodyOf(one), bodyOf(other)]
  return FIELDS.filter((field) => JSON.stringify(a[field]) !== JSON.stringify(b[field]))
}

/** What I changed on top of what somebody else has set meanwhile. */
export function mine(before: HandlingSettings, draft: HandlingSettings, theirs: HandlingSettings): HandlingSettings {
  const changes = bodyOf(draft)
  return { ...bodyOf(theirs), ...Object.fromEntries(differing(before, draft).map((field) => [field, changes[field]])) }
}

export function faultOf({ sampled, stages }: HandlingSettings): Fault | null {
  if (Object.values(sampled).some((percent) => !(percent > 0 && percent <= MOST_PERCENT))) return 'percent'
  const minutes = Object.values(stages).flat()
  if (minutes.some((one) => !Number.isInteger(one) || one < 1 || one > LONGEST_STAGE)) return 'stage'
  return null
}

/** Safety is always checked on the spot and never left to a draw. */
export function isSafety({ urgency, group }: Pick<CatalogEntry, 'urgency' | 'group'>): boolean {
  return urgency === 'urgent' || group === 'manhole'
}
