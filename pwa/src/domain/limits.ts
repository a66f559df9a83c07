/** When a limit ends: so much natural or working time after a start, with pauses and extensions between; as `app/catalog/limits.py`. */
import { HALF_DAY_MS, HOUR_MS, NATURALLY, type Counting, type WorkingTime } from './time-plan'

/** Lengths are counted in halves of their unit: half of five working days is five halves. */
export const HALF = 2
/** From here on a clock is yellow; after the end it is red. */
export const DUE_SOON_PERCENT = 80

export type LimitUnit = 'hours' | 'working_hours' | 'working_days'
export type Colour = 'green' | 'yellow' | 'red'

/** A limit without its step: `halves` of a unit. */
export interface Length {
  halves: number
  unit: LimitUnit
}

/** Something that happened to a clock; `by` is what an extension adds. */
export interface ClockEvent {
  at: number
  what: 'paused' | 'resumed' | 'extended' | 'stopped'
  by?: Length | null
}

/** A clock at a moment: counted milliseconds, and when it ends (paused: ended, were it resumed now). */
export interface Reading {
  used: number
  total: number
  due_at: number
  paused: boolean
  stopped: boolean
}

/** Green below 80 % of the time, yellow until its last millisecond, red after it. */
export function colourOf({ used, total }: Pick<Reading, 'used' | 'total'>): Colour {
  if (used > total) return 'red'
  return used * 100 >= total * DUE_SOON_PERCENT ? 'yellow' : 'green'
}

/** The last moment of the limit that begins at `start`; a start outside working time waits for its beginning. */
export function ends(start: number, { halves, unit }: Length, working: WorkingTime): number {
  const hours = Math.floor((halves * HOUR_MS) / HALF)
  if (unit === 'hours') return start + hours
  if (unit === 'working_hours') return working.reached(working.counted(start) + hours)
  const end = working.daysOn(start, Math.floor(halves / HALF))
  return halves % HALF ? working.reached(working.counted(end) + HALF_DAY_MS) : end
}

/** The clock at `now`; what lies after it has not happened. A pause in a pause changes nothing; after `stopped` nothing does. */
export function read(start: number, length: Length, events: readonly ClockEvent[], working: WorkingTime, now: number): Reading {
  const counting = length.unit === 'hours' ? NATURALLY : working
  const clock = new Clock(counting, start, ends(start, length, working))
  for (const event of [...events].sort((one, other) => one.at - other.at)) {
    if (event.at > now || clock.stopped) break
    clock.take(event, working)
  }
  return clock.at(now)
}

class Clock {
  private rested = 0
  private restingSince: number | null = null
  private stoppedAt: number | null = null

  private total: number

  constructor(
    private readonly counting: Counting,
    private readonly start: number,
    private end: number,
  ) {
    this.total = counting.counted(end) - counting.counted(start)
  }

  get stopped(): boolean {
    return this.stoppedAt !== null
  }

  take(event: ClockEvent, working: WorkingTime): void {
    if (event.what === 'paused') this.restingSince ??= event.at
    else if (event.what === 'resumed') {
      this.rested = this.restUntil(event.at)
      this.restingSince = null
    } else if (event.what === 'stopped') this.stoppedAt = event.at
    else if (event.by) {
      const due = this.due(event.at)
      this.end = ends(due, event.by, working)
      this.total += this.counting.counted(this.end) - this.counting.counted(due)
    }
  }

  at(now: number): Reading {
    const moment = this.stoppedAt === null ? now : Math.min(now, this.stoppedAt)
    const used = this.counting.counted(moment) - this.counting.counted(this.start) - this.restUntil(moment)
    return { used: Math.max(0, used), total: this.total, due_at: this.due(moment), paused: this.restingSince !== null, stopped: this.stopped }
  }

  /** While nothing has rested the end as the limit says it, not the close of work before it, when as much was done. */
  private due(now: number): number {
    const rested = this.restUntil(now)
    return rested === 0 ? this.end : this.counting.reached(this.counting.counted(this.start) + this.total + rested)
  }

  /** How much of the counted time until now was paused. */
  private restUntil(now: number): number {
    if (this.restingSince === null) return this.rested
    return this.rested + Math.max(0, this.counting.counted(now) - this.counting.counted(this.restingSince))
  }
}
