/** The moment from which areas count, as people write it: the city's day and time, turned into what travels. */

/** China keeps one time, without summer time, so the offset is no question of the date. */
const CITY_OFFSET = '+08:00'

export type MomentFault = 'unreadable' | 'future'

/** ISO 8601 in UTC from `2026-11-20T08:30`; null for now. */
export function readMoment(text: string, now: Date): { at: string | null } | { fault: MomentFault } {
  if (text === '') return { at: null }
  const at = new Date(`${text}${CITY_OFFSET}`)
  if (Number.isNaN(at.getTime())) return { fault: 'unreadable' }
  return at > now ? { fault: 'future' } : { at: at.toISOString() }
}

/** The latest that may be given, as an input's `max`. */
export function latest(now: Date): string {
  return new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 16)
}
