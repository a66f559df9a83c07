/**
 * Decides what a case's clock says at a moment, from the ends the server worked out and the city's working time: it ticks
 * without signal as the server's does. Pure; while no plan is known it counts through nights and holidays.
 */
import { colourOf, type Colour } from './limits'
import { HOUR_MS, NATURALLY, WorkingTime, type Calendar, type Counting, type TimePlan } from './time-plan'
import { dueOf, taskKind, type TaskCase } from './tasks'

export interface Standing {
  state: 'left' | 'over' | 'paused' | 'none'
  colour: Colour | null
  /** Counted milliseconds to the end or past it; null without an end and while it is paused. */
  ms: number | null
  /** The end, milliseconds since 1970. */
  due_at: number | null
}

/** The city's plans and days off, as the server tells them. */
export interface WorkingTimes {
  plans: TimePlan[]
  calendar: { days_off: number[]; made_up: number[] }
}

const NO_CLOCK: Standing = { state: 'none', colour: null, ms: null, due_at: null }
/** Longer than a working day is said in the calendar's days, because nobody counts 14 working hours. */
const SAID_NATURALLY_MS = 8 * HOUR_MS

/** Makes the counting of each plan once. */
export function countingOf(times: WorkingTimes | null): (plan: string | null | undefined) => Counting {
  const calendar: Calendar = { days_off: new Set(times?.calendar.days_off), made_up: new Set(times?.calendar.made_up) }
  const made = new Map((times?.plans ?? []).map((plan) => [plan.code, new WorkingTime(plan, calendar)]))
  return (plan) => made.get(plan ?? '') ?? NATURALLY
}

export function standingOf(task: Pick<TaskCase, 'state' | 'moves' | 'clock' | 'whistles' | 'urgent'>, counting: (plan: string | null | undefined) => Counting, now: number): Standing {
  const { clock } = task
  const due = Date.parse(dueOf(task) ?? '')
  const ofHandling = taskKind(task) !== 'check' && taskKind(task) !== 'arrive'
  if (clock?.paused_at && ofHandling) return { ...NO_CLOCK, state: 'paused' }
  if (Number.isNaN(due)) return NO_CLOCK
  const counts = task.urgent || clock?.limit?.unit === 'hours' ? NATURALLY : counting(clock?.plan)
  const left = counts.counted(due) - counts.counted(now)
  const over = now > due
  return { state: over ? 'over' : 'left', colour: colourAt(task, due, now, counts), ms: spoken(over ? -left : left, Math.abs(due - now)), due_at: due }
}

/** The server says from when on it is yellow; where it does not, that is reckoned from the start. */
function colourAt({ clock }: Pick<TaskCase, 'clock'>, due: number, now: number, counts: Counting): Colour {
  if (now > due) return 'red'
  const ofLimit = clock?.due_at !== null && clock?.due_at !== undefined && Date.parse(clock.due_at) === due
  const warn = ofLimit ? Date.parse(clock.warn_at ?? '') : NaN
  if (!Number.isNaN(warn)) return now >= warn ? 'yellow' : 'green'
  const start = Date.parse(clock?.started_at ?? '')
  if (Number.isNaN(start)) return 'green'
  const total = counts.counted(due) - counts.counted(start)
  return total > 0 ? colourOf({ used: counts.counted(now) - counts.counted(start), total }) : 'green'
}

function spoken(counted: number, natural: number): number {
  return Math.abs(counted) < SAID_NATURALLY_MS ? counted : natural
}
