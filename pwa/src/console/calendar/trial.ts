/** When a case that is dispatched at a moment would be due: the same engine as phone and server, with plans and days not saved yet. */
import { calendarOf, planOf, planOfGroup, type PlanView, type YearView } from '@/domain/calendar'
import { ends, HALF, type LimitUnit } from '@/domain/limits'
import { WorkingTime } from '@/domain/time-plan'
import type { CatalogEntry, Limit } from '@/domain/views'

export interface Trial {
  limit: Limit
  /** The plan that counts; null for what runs round the clock. */
  plan: string | null
  dueAt: number
}

/** Which step is the limit of the whole where a category has several; as `app/handling/rules.py`. */
const MAIN = ['handle', 'cover', 'repair', 'latest', 'warn']
const UNITS: readonly string[] = ['hours', 'working_hours', 'working_days'] satisfies LimitUnit[]

export function mainLimit(limits: readonly Limit[]): Limit | null {
  return MAIN.flatMap((step) => limits.find((one) => one.step === step) ?? [])[0] ?? null
}

/** Null for a category without a limit this program can count. Throws RangeError when no work is ever done again. */
export function trialOf(entry: Pick<CatalogEntry, 'group' | 'urgency' | 'limits'>, at: number, plans: readonly PlanView[], years: readonly YearView[]): Trial | null {
  const limit = mainLimit(entry.limits)
  const plan = planOfGroup(plans, entry.urgency === 'urgent' ? '' : entry.group)
  if (!limit || !plan || !UNITS.includes(limit.unit)) return null
  const working = new WorkingTime(planOf(plan), calendarOf(years))
  const unit = limit.unit as LimitUnit
  return { limit, plan: unit === 'hours' ? null : plan.code, dueAt: ends(at, { halves: limit.value * HALF, unit }, working) }
}
