/**
 * Which moments count: the shifts of a day, the city's days off, the Saturdays it works instead. Whole milliseconds since
 * 1970; the server counts the same way (`app/catalog/time_plan.py`, `tests/contract/limit_vectors.json`).
 */
import { lastOf } from './last'


export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS
/** China has had one time without summer time since 1992. */
export const CITY_OFFSET_MS = 8 * HOUR_MS
/** Half a working day, in working time: a morning or an afternoon of office hours. */
export const HALF_DAY_MS = 210 * MINUTE_MS
/** 2020-01-01 in days since 1970: no case is older. What lies before it never counts. */
export const FIRST_DAY = 18_262
/** Days; a plan that does nothing for longer is a mistake, not a rest. */
const LONGEST_REST = 366
const WEEK = 7

/** Minutes of the city's day, 0 ≤ start < end ≤ 1440. A night shift is two: until 1440, and from 0 of the next day. */
export interface Shift {
  start: number
  end: number
}

/** The shifts of the seven days from Monday on, in force from a day (days since 1970) until a later one begins. */
export interface Week {
  from_day: number
  days: readonly (readonly Shift[])[]
}

export interface TimePlan {
  code: string
  /** By `from_day`, the first one long ago. */
  weeks: readonly Week[]
  keeps_holidays: boolean
}

/** The country's days off and worked weekends, by days since 1970. */
export interface Calendar {
  days_off: ReadonlySet<number>
  made_up: ReadonlySet<number>
}

/** A way of counting time. Both functions only ever grow, and each undoes the other as far as time counts. */
export interface Counting {
  /** How many milliseconds have counted until this moment, from a beginning that stays the same. */
  counted(moment: number): number
  /** The first moment until which this many milliseconds have counted. */
  reached(amount: number): number
}

/** Round the clock, through nights and holidays: hours, and everything urgent. */
export const NATURALLY: Counting = { counted: (moment) => moment, reached: (amount) => amount }

/** A plan on a calendar. What was counted until each midnight is kept, so that any question is two look-ups. */
export class WorkingTime implements Counting {
  private readonly until = [0]

  constructor(
    private readonly plan: TimePlan,
    private readonly calendar: Calendar,
  ) {}

  /** The shifts of a day, by days since 1970. */
  shifts(day: number): readonly Shift[] {
    const week = this.week(day)
    if (this.plan.keeps_holidays) {
      if (this.calendar.made_up.has(day)) return week.days.find((shifts) => shifts.length > 0) ?? []
      if (this.calendar.days_off.has(day)) return []
    }
    return week.days[(day + 3) % WEEK] ?? [] // 1970 began on a Thursday
  }

  counted(moment: number): number {
    const [day, within] = split(moment)
    if (day < FIRST_DAY) return 0
    return this.shifts(day).reduce((sum, shift) => sum + overlap(shift, within), this.before(day))
  }

  /** A day that is used up to its last minute ends then, not when the next one begins. Throws RangeError without any work. */
  reached(amount: number): number {
    if (amount <= 0) return joined(FIRST_DAY, 0)
    while ((lastOf(this.until) ?? 0) < amount) this.extend()
    const place = firstFrom(this.until, amount)
    const day = FIRST_DAY + place - 1
    let left = amount - (this.until[place - 1] ?? 0)
    for (const shift of this.shifts(day)) {
      if (left <= lengthOf(shift)) return joined(day, shift.start * MINUTE_MS + left)
      left -= lengthOf(shift)
    }
    throw new Error('what a day counts is the sum of its shifts')
  }

  /** The moment itself while work is done, its last minute included; else when it goes on. Throws RangeError without any work. */
  begun(moment: number): number {
    const [day, within] = split(moment)
    for (let later = day; later < day + LONGEST_REST; later++) {
      const shift = this.shifts(later).find((one) => later > day || within <= one.end * MINUTE_MS)
      if (shift) return joined(later, later > day ? shift.start * MINUTE_MS : Math.max(shift.start * MINUTE_MS, within))
    }
    throw new RangeError(`time plan ${this.plan.code} has no working time within a year`)
  }

  /** The same time of day on the `days`-th next working day; what lies between its shifts waits for the next one. */
  daysOn(moment: number, days: number): number {
    const [first, within] = split(this.begun(moment))
    let day = first
    for (let n = 0; n < days; n++) day = this.nextWorked(day)
    const shifts = this.shifts(day)
    const later = shifts.find((shift) => within <= shift.end * MINUTE_MS) ?? lastOf(shifts)
    if (!later) throw new Error('a working day has shifts')
    return joined(day, Math.min(Math.max(within, later.start * MINUTE_MS), later.end * MINUTE_MS))
  }

  private nextWorked(day: number): number {
    for (let later = day + 1; later < day + LONGEST_REST; later++) if (this.shifts(later).length > 0) return later
    throw new RangeError(`time plan ${this.plan.code} has no working day within a year`)
  }

  private week(day: number): Week {
    const { weeks } = this.plan
    const week = lastOf(weeks.filter((one) => one.from_day <= day)) ?? weeks[0]
    if (!week) throw new RangeError(`time plan ${this.plan.code} has no week`)
    return week
  }

  private before(day: number): number {
    while (this.until.length <= day - FIRST_DAY) this.extend()
    return this.until[day - FIRST_DAY] ?? 0
  }

  private extend(): void {
    const last = lastOf(this.until) ?? 0
    if (this.until.length > LONGEST_REST && last === this.until[this.until.length - LONGEST_REST]) {
      throw new RangeError(`time plan ${this.plan.code} has no working time within a year`)
    }
    const shifts = this.shifts(FIRST_DAY + this.until.length - 1)
    this.until.push(shifts.reduce((sum, shift) => sum + lengthOf(shift), last))
  }
}

function lengthOf({ start, end }: Shift): number {
  return (end - start) * MINUTE_MS
}

function overlap(shift: Shift, within: number): number {
  return Math.max(0, Math.min(within, shift.end * MINUTE_MS) - shift.start * MINUTE_MS)
}

/** The city's day of a moment, in days since 1970. */
export function dayOf(moment: number): number {
  return Math.floor((moment + CITY_OFFSET_MS) / DAY_MS)
}

/** The city's day and the milliseconds of it. */
function split(moment: number): [day: number, within: number] {
  const day = dayOf(moment)
  return [day, moment + CITY_OFFSET_MS - day * DAY_MS]
}

function joined(day: number, within: number): number {
  return day * DAY_MS + within - CITY_OFFSET_MS
}

/** The first place of a growing list whose value is at least this. */
function firstFrom(values: readonly number[], amount: number): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((values[middle] ?? Infinity) < amount) low = middle + 1
    else high = middle
  }
  return low
}
