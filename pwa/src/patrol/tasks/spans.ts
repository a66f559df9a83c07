/** Turns lengths of time and ways into what a screen says about them. Must not know texts. */

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A key of the `tasks.span` messages with its numbers. */
export interface Span {
  key: 'minutes' | 'hours' | 'hours-minutes' | 'days' | 'days-hours'
  m?: number
  h?: number
  d?: number
}

/**
 * Two places at most: days with hours, hours with minutes. What is left of a minute counts whole, so a limit never reads 0
 * before it ends; of what is over only whole minutes count.
 */
export function spanOf(ms: number, over = false): Span {
  const minutes = Math.max(1, over ? Math.floor(ms / MINUTE) : Math.ceil(ms / MINUTE))
  if (minutes < 60) return { key: 'minutes', m: minutes }
  if (ms < DAY) {
    const [h, m] = [Math.floor(minutes / 60), minutes % 60]
    return m === 0 ? { key: 'hours', h } : { key: 'hours-minutes', h, m }
  }
  const [d, h] = [Math.floor(ms / DAY), Math.floor((ms % DAY) / HOUR)]
  return h === 0 ? { key: 'days', d } : { key: 'days-hours', d, h }
}

/** A key of `tasks` with its number: metres, from a kilometre on kilometres. */
export function wayOf(metres: number): { key: 'm' | 'km'; n: string } {
  return metres < 1000 ? { key: 'm', n: String(Math.round(metres)) } : { key: 'km', n: (metres / 1000).toFixed(1) }
}
