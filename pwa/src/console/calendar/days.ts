/** The days of a year: what each is, the months as they hang on a wall, and what differs between two versions of a year. */
import { dayNumber, dayText, type YearView } from '@/domain/calendar'
import { lastOf } from '@/domain/last'

export type DayKind = 'work' | 'weekend' | 'off' | 'made-up'
type Days = Pick<YearView, 'days_off' | 'made_up'>

export interface Month {
  /** 1 to 12. */
  month: number
  /** Empty places before the first day, in a week that begins with Monday. */
  before: number
  days: string[]
}

/** Days in a row of the same kind. */
export interface Run {
  kind: DayKind
  first: string
  last: string
}

const SATURDAY = 5

/** 0 is Monday. */
export const weekday = (day: string) => (dayNumber(day) + 3) % 7
export const isWeekend = (day: string) => weekday(day) >= SATURDAY

export function daysOf(year: number): string[] {
  const [first, end] = [dayNumber(`${year}-01-01`), dayNumber(`${year + 1}-01-01`)]
  return Array.from({ length: end - first }, (_, place) => dayText(first + place))
}

export function monthsOf(year: number): Month[] {
  const days = daysOf(year)
  return Array.from({ length: 12 }, (_, place) => {
    const of = days.filter((day) => Number(day.slice(5, 7)) === place + 1)
    return { month: place + 1, before: weekday(of[0] ?? ''), days: of }
  })
}

export function kindOf(day: string, { days_off, made_up }: Days): DayKind {
  if (made_up.includes(day)) return 'made-up'
  if (days_off.includes(day)) return 'off'
  return isWeekend(day) ? 'weekend' : 'work'
}

/** What a day becomes next: a weekday rests or not; a Saturday or Sunday is a holiday's, is worked, or neither. */
export function turned<Year extends Days>(day: string, year: Year): Year {
  const kind = kindOf(day, year)
  const [off, worked] = [year.days_off.filter((one) => one !== day), year.made_up.filter((one) => one !== day)]
  if (kind === 'work' || kind === 'weekend') off.push(day)
  else if (kind === 'off' && isWeekend(day)) worked.push(day)
  return { ...year, days_off: off.sort(), made_up: worked.sort() }
}

/** Days that are worked in a year, made-up ones included. */
export function worked(year: number, days: Days): number {
  return daysOf(year).filter((day) => ['work', 'made-up'].includes(kindOf(day, days))).length
}

/** Days off and made-up days as runs, in their order. */
export function runsOf(year: number, days: Days): Run[] {
  return runs(daysOf(year).flatMap((day) => (['off', 'made-up'].includes(kindOf(day, days)) ? [{ day, kind: kindOf(day, days) }] : [])))
}

/** The days that are another kind in `after`, as runs of what they become. */
export function differences(year: number, before: Days, after: Days): Run[] {
  return runs(
    daysOf(year).flatMap((day) => {
      const kind = kindOf(day, after)
      return kind === kindOf(day, before) ? [] : [{ day, kind }]
    }),
  )
}

function runs(days: { day: string; kind: DayKind }[]): Run[] {
  const found: Run[] = []
  for (const { day, kind } of days) {
    const last = lastOf(found)
    if (last && last.kind === kind && dayNumber(last.last) + 1 === dayNumber(day)) last.last = day
    else found.push({ kind, first: day, last: day })
  }
  return found
}
