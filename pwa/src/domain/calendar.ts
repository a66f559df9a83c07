/** The city's working time as it is kept: years with their days off and made-up days, and time plans by week. */
import type { Calendar, TimePlan } from './time-plan'
import { DAY_MS } from './time-plan'

export interface YearView {
  year: number
  /** Days, `2027-01-01`. */
  days_off: string[]
  made_up: string[]
  /** Who decided it. */
  source: string
  /** 0 for what comes with the program and for a year nobody has loaded. */
  rev: number
}

export type ShiftText = [from: string, to: string]

/** In force from a day until a later one begins; the first one long ago. Seven days, Monday first. */
export interface WeekView {
  from: string | null
  days: ShiftText[][]
}

export interface PlanView {
  code: string
  weeks: WeekView[]
  keeps_holidays: boolean
  groups: string[]
  rev: number
}

export interface CalendarView {
  years: YearView[]
  /** The next year, while nobody has loaded it. */
  missing: number | null
}

/** Of the groups that no other plan has, and of everything that has none. */
export const OFFICE = 'office'

/** Days since 1970. */
export const dayNumber = (day: string) => Math.floor(Date.parse(`${day}T00:00:00Z`) / DAY_MS)
export const dayText = (number: number) => new Date(number * DAY_MS).toISOString().slice(0, 10)

export function calendarOf(years: readonly YearView[]): Calendar {
  const numbers = (of: 'days_off' | 'made_up') => new Set(years.flatMap((year) => year[of].map(dayNumber)))
  return { days_off: numbers('days_off'), made_up: numbers('made_up') }
}

export function planOf({ code, weeks, keeps_holidays }: Pick<PlanView, 'code' | 'weeks' | 'keeps_holidays'>): TimePlan {
  const read = weeks.map(({ from, days }) => ({
    from_day: from === null ? 0 : dayNumber(from),
    days: days.map((shifts) => shifts.map(([start, end]) => ({ start: minutes(start), end: minutes(end) }))),
  }))
  return { code, keeps_holidays, weeks: read.sort((one, other) => one.from_day - other.from_day) }
}

/** The plan by which cases of a group run. */
export function planOfGroup<Plan extends { code: string; groups: readonly string[] }>(plans: readonly Plan[], group: string): Plan | undefined {
  const sorted = [...plans].sort((one, other) => (one.code < other.code ? -1 : 1))
  return sorted.find(({ groups }) => groups.includes(group)) ?? plans.find(({ code }) => code === OFFICE)
}

function minutes(time: string): number {
  const [hours, rest] = time.split(':').map(Number)
  return (hours ?? 0) * 60 + (rest ?? 0)
}
