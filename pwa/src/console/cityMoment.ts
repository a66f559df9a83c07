/** A moment as a `datetime-local` field has it, always by the city's clock, wherever the desk stands. */
import { absolute } from './when'

const TYPED = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/

/** `2026-12-05T10:00` in the city as UTC ISO text; null for anything else. China keeps one time, without summer time. */
export function cityMoment(typed: string): string | null {
  if (!TYPED.test(typed)) return null
  const moment = new Date(`${typed}:00+08:00`)
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString()
}

/** The other way, to the minute; empty for what is no moment. */
export function fieldMoment(moment: Date | string | null): string {
  const iso = moment instanceof Date ? moment.toISOString() : moment
  return absolute(iso).slice(0, 16).replace(' ', 'T')
}
