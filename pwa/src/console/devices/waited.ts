/** Decides how long a wait is called, by the server's clock. Knows no words. */
const MINUTE_MS = 60_000
const DAY_MINUTES = 24 * 60
/** From here on a wait is late, and from here on it is overdue: the same lines as the server draws. */
const LATE_MINUTES = 30
const OVERDUE_MINUTES = 240

export type Wait = { key: 'minutes' | 'hours' | 'days'; slots: Record<string, number> }

function minutesBetween(since: string, now: string): number {
  return Math.max(0, Math.floor((Date.parse(now) - Date.parse(since)) / MINUTE_MS))
}

/** `58 min`, `2 h 20 min`, `3 d 4 h`: two units at most, as people say it; null for what is no moment. */
export function waitOf(since: string | null, now: string): Wait | null {
  const minutes = since === null ? Number.NaN : minutesBetween(since, now)
  if (Number.isNaN(minutes)) return null
  if (minutes < 60) return { key: 'minutes', slots: { m: minutes } }
  if (minutes < DAY_MINUTES) return { key: 'hours', slots: { h: Math.floor(minutes / 60), m: minutes % 60 } }
  return { key: 'days', slots: { d: Math.floor(minutes / DAY_MINUTES), h: Math.floor((minutes % DAY_MINUTES) / 60) } }
}

export type Urgency = 'calm' | 'late' | 'overdue'

export function urgencyOf(since: string | null, now: string): Urgency {
  const minutes = since === null ? 0 : minutesBetween(since, now)
  if (minutes > OVERDUE_MINUTES) return 'overdue'
  return minutes > LATE_MINUTES ? 'late' : 'calm'
}
