/** Names periods as the server reads them, by the city's calendar. Knows no clock. */
import { cityDay } from '../when'

export const SPANS = ['week', 'month', 'quarter', 'year', 'days'] as const
export type Span = (typeof SPANS)[number]

const DAY_MS = 86_400_000
const DAYS = /^(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$/

/** The period of a span that holds this moment, `days` being its month so far. */
export function periodOf(span: Span, now: Date): string {
  const day = cityDay(now)
  const [year, month] = [day.slice(0, 4), day.slice(5, 7)]
  switch (span) {
    case 'week':
      return weekOf(day)
    case 'month':
      return `${year}-${month}`
    case 'quarter':
      return `${year}-Q${Math.ceil(Number(month) / 3)}`
    case 'year':
      return year
    case 'days':
      return `${year}-${month}-01..${day}`
  }
}

export function spanOf(period: string): Span {
  if (DAYS.test(period)) return 'days'
  if (period.includes('W')) return 'week'
  if (period.includes('Q')) return 'quarter'
  return period.length === 4 ? 'year' : 'month'
}

/** First and last day of chosen days; null for another period. */
export function daysOf(period: string): { first: string; last: string } | null {
  const found = DAYS.exec(period)
  const [, first, last] = found ?? []
  return first && last ? { first, last } : null
}

/** The month, quarter or year so many before (negative) or after this one; another period stays. */
export function periodBeside(period: string, steps: number): string {
  const span = spanOf(period)
  const year = Number(period.slice(0, 4))
  if (span === 'year') return String(year + steps)
  if (span !== 'month' && span !== 'quarter') return period
  const parts = span === 'month' ? 12 : 4
  const place = year * parts + Number(period.slice(span === 'month' ? 5 : 6)) - 1 + steps
  const part = (place % parts) + 1
  return `${Math.floor(place / parts)}-${span === 'month' ? String(part).padStart(2, '0') : `Q${part}`}`
}

/** ISO week: the one that holds the day's Thursday. */
function weekOf(day: string): string {
  const date = new Date(`${day}T00:00:00Z`)
  const thursday = new Date(date.getTime() + (4 - (date.getUTCDay() || 7)) * DAY_MS)
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1)
  const week = Math.floor((thursday.getTime() - first) / DAY_MS / 7) + 1
  return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, '0')}`
}
