/**
 * Turns moments into what a screen says about them. Knows the phone's time zone; must not know texts.
 */

/** A key of the `time` messages with its number or clock. */
export interface Said {
  key: string
  n?: number
  clock?: string
  date?: string
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** `08:05` on this phone's clock. */
export function clockOf(at: number): string {
  const date = new Date(at)
  return `${two(date.getHours())}:${two(date.getMinutes())}`
}

/** `2026-11-20 08:05:30` on this phone's clock, as it stands on a stamp. */
export function stampOf(at: number): string {
  const date = new Date(at)
  return `${dateOf(at)} ${clockOf(at)}:${two(date.getSeconds())}`
}

export function dateOf(at: number): string {
  const date = new Date(at)
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** How long ago: just now, seconds, minutes, hours, days. */
export function agoOf(at: number, now: number): Said {
  const age = Math.max(0, now - at)
  if (age < 5 * SECOND) return { key: 'time.just-now' }
  if (age < MINUTE) return { key: 'time.seconds-ago', n: Math.floor(age / SECOND) }
  if (age < HOUR) return { key: 'time.minutes-ago', n: Math.floor(age / MINUTE) }
  if (age < DAY) return { key: 'time.hours-ago', n: Math.floor(age / HOUR) }
  return { key: 'time.days-ago', n: Math.floor(age / DAY) }
}

/** The day in words as far as people count them, with the clock. */
export function dayClockOf(at: number, now: number): Said {
  const days = Math.round((midnight(now) - midnight(at)) / DAY)
  if (days === 0) return { key: 'time.today', clock: clockOf(at) }
  if (days === 1) return { key: 'time.yesterday', clock: clockOf(at) }
  const date = new Date(at)
  return { key: 'time.on-day', date: `${date.getMonth() + 1}-${date.getDate()}`, clock: clockOf(at) }
}

function midnight(at: number): number {
  const date = new Date(at)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
