/**
 * Writes moments as a desk reads them: time today, words yesterday, date before. Always the city's clock,
 * because case numbers and days are the city's wherever the desk stands.
 */
const ZONE = 'Asia/Shanghai'

function parts(moment: Date): Record<string, string> {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: ZONE,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  return Object.fromEntries(format.formatToParts(moment).map((part) => [part.type, part.value]))
}

/** `2026-11-20` in the city. */
export function cityDay(moment: Date): string {
  const { year, month, day } = parts(moment)
  return `${year}-${month}-${day}`
}

/** `2026-11-20 08:15:30` in the city; empty for what is no moment. */
export function absolute(iso: string | null | undefined): string {
  const moment = read(iso)
  if (!moment) return ''
  const { hour, minute, second } = parts(moment)
  return `${cityDay(moment)} ${hour}:${minute}:${second}`
}

export type When = { day: 'today' | 'yesterday' | 'other' | 'unknown'; time: string; date: string }

/** The moment split for a sentence; `date` is month and day, with the year unless it is this year's. */
export function when(iso: string | null | undefined, now: Date): When {
  const moment = read(iso)
  if (!moment) return { day: 'unknown', time: '', date: '' }
  const [day, today] = [cityDay(moment), cityDay(now)]
  const yesterday = cityDay(new Date(now.getTime() - 86_400_000))
  const { hour, minute } = parts(moment)
  return {
    day: day === today ? 'today' : day === yesterday ? 'yesterday' : 'other',
    time: `${hour}:${minute}`,
    date: day.slice(0, 4) === today.slice(0, 4) ? day.slice(5) : day,
  }
}

function read(iso: string | null | undefined): Date | null {
  const moment = new Date(iso ?? Number.NaN)
  return Number.isNaN(moment.getTime()) ? null : moment
}
