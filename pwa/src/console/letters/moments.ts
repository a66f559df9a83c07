/** Moments in the browser's own fields, which know neither a zone nor the city's. Pure. */
import { CITY_OFFSET_MS, DAY_MS } from '@/domain/time-plan'

/** `2026-11-22T09:30` of the city. */
export const fieldOf = (moment: number) => new Date(moment + CITY_OFFSET_MS).toISOString().slice(0, 16)

/** The moment that a field names in the city, null for an empty one. */
export function momentOf(field: string): string | null {
  const at = Date.parse(`${field}:00+08:00`)
  return field === '' || Number.isNaN(at) ? null : new Date(at).toISOString()
}

/** The last minute of the day some days later. */
export const dueIn = (days: number, now: number) => `${fieldOf(now + days * DAY_MS).slice(0, 10)}T23:59`
