/** The moment from which areas count, as people write it: the city's day and time, turned into what travels. */

import { cityMoment, fieldMoment } from '../cityMoment'

export type MomentFault = 'unreadable' | 'future'

/** ISO 8601 in UTC from `2026-11-20T08:30`; null for now. */
export function readMoment(text: string, now: Date): { at: string | null } | { fault: MomentFault } {
  if (text === '') return { at: null }
  const at = cityMoment(text)
  if (at === null) return { fault: 'unreadable' }
  return new Date(at) > now ? { fault: 'future' } : { at }
}

/** The latest that may be given, as an input's `max`. */
export function latest(now: Date): string {
  return fieldMoment(now)
}
