/** The time from a clock's start to its end as pieces of a bar: used, ahead, and the rests that do not count. */
import type { WorkingTime } from '@/domain/time-plan'
import { CITY_OFFSET_MS, DAY_MS, MINUTE_MS, dayOf } from '@/domain/time-plan'

export interface Piece {
  kind: 'used' | 'ahead' | 'rest'
  /** Percent of the bar. */
  width: number
}

/** A longer clock would be a bar of hairlines. */
const LONGEST_DAYS = 31
/** Percent; a thinner piece joins its neighbour. */
const THINNEST = 0.4

type Stretch = { from: number; to: number; rest: boolean }

/** The pieces, or none when there is nothing to draw in so little room. `working` null counts round the clock. */
export function clockBar(start: number, end: number, now: number, working: WorkingTime | null): Piece[] {
  if (!(end > start) || end - start > LONGEST_DAYS * DAY_MS) return []
  const stretches = working ? withRests(start, end, working) : [{ from: start, to: end, rest: false }]
  const cut = stretches.flatMap((one) => cutAt(one, now))
  return cut
    .map(({ from, to, rest }) => ({ kind: rest ? ('rest' as const) : to <= now ? ('used' as const) : ('ahead' as const), width: ((to - from) / (end - start)) * 100 }))
    .filter(({ width }) => width >= THINNEST)
}

function withRests(start: number, end: number, working: WorkingTime): Stretch[] {
  const found: Stretch[] = []
  let at = start
  for (let day = dayOf(start); day <= dayOf(end); day++) {
    for (const shift of working.shifts(day)) {
      const [from, to] = [shift.start, shift.end].map((minute) => clamp(day * DAY_MS - CITY_OFFSET_MS + minute * MINUTE_MS, start, end)) as [number, number]
      if (to <= from) continue
      if (from > at) found.push({ from: at, to: from, rest: true })
      found.push({ from, to, rest: false })
      at = to
    }
  }
  if (at < end) found.push({ from: at, to: end, rest: true })
  return found
}

function cutAt(one: Stretch, now: number): Stretch[] {
  if (one.rest || now <= one.from || now >= one.to) return [one]
  return [{ ...one, to: now }, { ...one, from: now }]
}

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high)
