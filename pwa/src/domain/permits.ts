/**
 * Decides what is permitted at a place and hour, as the server does (`app/permits/rules.py`, `app/permits/weekly.py`,
 * `tests/contract/permit_vectors.json`): degrees are whole numbers of 1e-7, so both give the same answer at every border.
 * Pure; a flag for a person, never a reason to refuse.
 */
import { dayText } from './calendar'
import { CITY_OFFSET_MS, dayOf, MINUTE_MS } from './time-plan'

/** Days of the week (1 is Monday) and minutes of those days, begin included, end excluded. */
export type PermitSpan = [days: number[], start: number, end: number]
/** Degrees times 1e7. */
export type WholePoint = [lon: number, lat: number]

/** A permit as the area pack carries it. */
export interface PackPermit {
  id: string
  kind: string
  name: string
  /** Lon and lat in 1e-7 degrees, then the differences of every corner to the one before. */
  ring: number[]
  /** None: all of them. */
  categories: string[]
  /** None: always. */
  hours: PermitSpan[]
  /** Days of the city's calendar, both included. */
  from: string
  to: string | null
}

const UNIT = 10_000_000
const DAY_MINUTES = 1440
const WEEK_MINUTES = 7 * DAY_MINUTES
/** 1970 began on a Thursday, counted from Monday 0. */
const THURSDAY = 3

/** The minute of the city's week that a moment is in, 0 is Monday 00:00. */
export function minuteOfWeek(at: number): number {
  const since = Math.floor(at / MINUTE_MS) + CITY_OFFSET_MS / MINUTE_MS
  return (since + THURSDAY * DAY_MINUTES) % WEEK_MINUTES
}

export function holds(hours: readonly PermitSpan[], minute: number): boolean {
  const [day, within] = [Math.floor(minute / DAY_MINUTES) + 1, minute % DAY_MINUTES]
  return hours.length === 0 || hours.some(([days, start, end]) => days.includes(day) && start <= within && within < end)
}

/** Degrees as whole numbers, halves away from zero. */
export function whole(lon: number, lat: number): WholePoint {
  return [wholeOf(lon), wholeOf(lat)]
}

/** Whether a point is in a ring or on it; the ring is not closed twice. */
export function inside(ring: readonly WholePoint[], [x, y]: WholePoint): boolean {
  let odd = false
  for (const [at, [ax, ay]] of ring.entries()) {
    const [bx, by] = ring[(at + 1) % ring.length] as WholePoint
    const side = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
    if (side === 0 && Math.min(ax, bx) <= x && x <= Math.max(ax, bx) && Math.min(ay, by) <= y && y <= Math.max(ay, by)) return true
    if (ay > y !== by > y && side > 0 === by > ay) odd = !odd
  }
  return odd
}

export function ringOf(numbers: readonly number[]): WholePoint[] {
  const ring: WholePoint[] = []
  let [lon, lat] = [0, 0]
  for (let at = 0; at + 1 < numbers.length; at += 2) {
    lon += numbers[at] ?? 0
    lat += numbers[at + 1] ?? 0
    ring.push([lon, lat])
  }
  return ring
}

/** Where and when something is looked at, WGS-84 degrees; `category` null while none is chosen. */
export interface Looked {
  lon: number
  lat: number
  at: number
  category: string | null
}

/** A permit that lies here today, with the hours of this day in minutes; none: all day. `now`: they run at this moment. */
export interface PermitHere {
  id: string
  kind: string
  name: string
  hours: [start: number, end: number][]
  now: boolean
}

/** Those of this day and category at a place, running or not: whoever looks should know both. */
export function permitsHere(permits: readonly PackPermit[], { lon, lat, at, category }: Looked): PermitHere[] {
  const [point, minute, day] = [whole(lon, lat), minuteOfWeek(at), dayText(dayOf(at))]
  const weekday = Math.floor(minute / DAY_MINUTES) + 1
  return permits.flatMap((permit): PermitHere[] => {
    const { id, kind, name, categories, hours, from, to } = permit
    const today = hours.flatMap(([days, start, end]): [number, number][] => (days.includes(weekday) ? [[start, end]] : []))
    const meant = category === null || categories.length === 0 || categories.includes(category)
    if (!meant || from > day || (to !== null && day > to) || (hours.length > 0 && today.length === 0)) return []
    return inside(ringOf(permit.ring), point) ? [{ id, kind, name, hours: today, now: holds(hours, minute) }] : []
  })
}

function wholeOf(degrees: number): number {
  return Math.trunc(Math.abs(degrees) * UNIT + 0.5) * (degrees >= 0 ? 1 : -1)
}
