/** Units as the tree that they are, and a week as the days of a table. Pure. */
import { dayText } from '@/domain/calendar'
import type { DutyView, UnitView } from '@/domain/roster'
import { CITY_OFFSET_MS, DAY_MS, dayOf } from '@/domain/time-plan'

export interface Branch {
  unit: UnitView
  depth: number
}

/** Each unit below the one above it, by name; one whose parent is unknown, or its own ancestor, stands at the top. */
export function treeOf(units: readonly UnitView[]): Branch[] {
  const below = new Map<string, UnitView[]>()
  for (const unit of units) below.set(unit.parent_code ?? '', [...(below.get(unit.parent_code ?? '') ?? []), unit])
  const seen = new Set<string>()
  const walk = (unit: UnitView, depth: number): Branch[] => {
    if (seen.has(unit.code)) return []
    seen.add(unit.code)
    return [{ unit, depth }, ...byName(below.get(unit.code) ?? []).flatMap((one) => walk(one, depth + 1))]
  }
  const known = new Set(units.map(({ code }) => code))
  const tops = byName(units.filter(({ parent_code: above }) => above === null || !known.has(above)))
  const found = tops.flatMap((unit) => walk(unit, 0))
  return [...found, ...units.filter(({ code }) => !seen.has(code)).flatMap((unit) => walk(unit, 0))]
}

const byName = (units: UnitView[]) => [...units].sort((one, other) => one.name.localeCompare(other.name, 'zh'))

export interface Day {
  /** First moment, milliseconds since 1970. */
  start: number
  /** `2026-11-20` in the city. */
  date: string
  /** 1 is Monday. */
  weekday: number
}

/** The seven days, from Monday on, of the week that holds a moment. */
export function weekOf(moment: number): Day[] {
  const day = dayOf(moment)
  const monday = day - ((day + 3) % 7) // 1970 began on a Thursday
  return Array.from({ length: 7 }, (_, i) => ({
    start: (monday + i) * DAY_MS - CITY_OFFSET_MS,
    date: dayText(monday + i),
    weekday: i + 1,
  }))
}

/** The shifts that touch a day, by their beginning. */
export function shiftsOn(day: Day, duties: readonly DutyView[]): DutyView[] {
  const touches = ({ starts_at: from, ends_at: to }: DutyView) => Date.parse(from) < day.start + DAY_MS && Date.parse(to) > day.start
  return duties.filter(touches).sort((one, other) => Date.parse(one.starts_at) - Date.parse(other.starts_at))
}

export interface DutyRow {
  unit: UnitView
  duties: DutyView[]
}

/** The duties of a unit and of those below it: its own row first, then in the order of the tree each that has any. */
export function dutyRows(top: UnitView, units: readonly UnitView[], duties: readonly DutyView[]): DutyRow[] {
  const row = (unit: UnitView) => ({ unit, duties: duties.filter((duty) => duty.unit === unit.code) })
  const below = treeOf(units).flatMap(({ unit }) => (unit.code === top.code ? [] : [row(unit)]))
  return [row(top), ...below.filter((one) => one.duties.length > 0)]
}

/** From when to when of a day a shift lasts, in milliseconds since 1970; null where it came from before or goes on after. */
export function hoursOn(day: Day, { starts_at: from, ends_at: to }: DutyView): { from: number | null; to: number | null } {
  const [starts, ends] = [Date.parse(from), Date.parse(to)]
  return { from: starts > day.start ? starts : null, to: ends < day.start + DAY_MS ? ends : null }
}

/** The two moments of a shift that somebody typed, with its first and last day; an end that is not after its beginning lies a day later. */
export function shiftAt(date: string, from: string, last: string, to: string): { starts_at: string; ends_at: string } {
  const at = (day: string, time: string) => Date.parse(`${day}T${time}:00+08:00`)
  const [starts, ends] = [at(date, from), at(last, to)]
  return { starts_at: new Date(starts).toISOString(), ends_at: new Date(ends > starts ? ends : ends + DAY_MS).toISOString() }
}
