/**
 * What the clock of a case shows: time left or over, stopped, waiting for somebody else. Milliseconds of counted time.
 * Knows the wire and a moment; must not know words or looks.
 */
import { DUE_SOON_PERCENT } from '@/domain/limits'
import { HALF_DAY_MS, HOUR_MS, MINUTE_MS } from '@/domain/time-plan'
import type { CaseClock } from '@/domain/case-work'
import type { CaseView } from '@/domain/views'

export type Tone = 'plain' | 'due' | 'over' | 'hold' | 'done' | 'act'

/** `stage`: a desk's own limit runs · `check`: the unit's clock rests while somebody checks · `held`: stopped on purpose. */
export type FaceKind = 'running' | 'stage' | 'check' | 'held' | 'ended' | 'none'

export interface Face {
  kind: FaceKind
  tone: Tone
  /** Counted time until the end; negative once it is over; null where nothing is measured. */
  left_ms: number | null
  /** 0 to 1 of the time is used up. */
  share: number
  /** How long a day of this clock is. */
  day_ms: number
  due_at: string | null
}

export const DAY_MS = 24 * HOUR_MS
const NOTHING: Face = { kind: 'none', tone: 'plain', left_ms: null, share: 0, day_ms: DAY_MS, due_at: null }

export function faceOf(one: Pick<CaseView, 'state' | 'clock' | 'counts' | 'closed_at'>, now: number): Face {
  const { clock } = one
  if (one.state === 'closed' || one.state === 'voided') return { ...NOTHING, kind: 'ended', tone: one.state === 'closed' ? 'done' : 'hold' }
  if (!clock) return NOTHING
  if (one.state === 'suspended') return { ...NOTHING, kind: 'held', tone: 'hold', left_ms: sinceThen(clock.paused_at, now), share: shareOf(clock) }
  if (clock.stage?.due_at && isStage(one.state)) return stageFace(clock.stage.due_at, clock, one.state, now)
  if (one.state === 'disposed' || one.state === 'checking' || one.state === 'checked') return { ...NOTHING, kind: 'check', tone: 'act', share: shareOf(clock) }
  if (clock.started_at === null || clock.total_ms === null) return NOTHING
  return running(clock, one.counts?.extension ?? 0, now)
}

/** Before a unit has the case and after it handed in, the desk's own limits count. */
function isStage(state: string): boolean {
  return ['filed', 'disposed', 'checking', 'checked'].includes(state)
}

function stageFace(due: string, clock: CaseClock, state: string, now: number): Face {
  const left = Date.parse(due) - now
  return { ...NOTHING, kind: state === 'filed' ? 'stage' : 'check', tone: left < 0 ? 'over' : 'act', left_ms: left, share: shareOf(clock), due_at: due }
}

/** Round the clock the time left is known now; working time is as the server counted it when it answered. */
function running(clock: CaseClock, extensions: number, now: number): Face {
  const total = clock.total_ms ?? 0
  const natural = clock.limit?.unit === 'hours'
  const end = earlier(clock.due_at, clock.rework_due_at)
  const left = natural && end ? Date.parse(end) - now : total - (clock.used_ms ?? 0)
  const share = total > 0 ? Math.min(1, Math.max(0, 1 - left / total)) : 0
  return { kind: 'running', tone: toneOf(clock, left, share, end, now), left_ms: left, share, day_ms: dayOf(clock, extensions), due_at: end }
}

function toneOf(clock: CaseClock, left: number, share: number, end: string | null, now: number): Tone {
  if (clock.overdue || left < 0 || (end !== null && Date.parse(end) < now)) return 'over'
  if (clock.colour === 'red') return 'over'
  return clock.colour === 'yellow' || share * 100 >= DUE_SOON_PERCENT ? 'due' : 'plain'
}

/** A day of working time is what the limit's days have; an extended clock no longer tells, so it is two half days. */
function dayOf(clock: CaseClock, extensions: number): number {
  const { limit, total_ms: total } = clock
  if (!limit || limit.unit === 'hours') return DAY_MS
  if (limit.unit === 'working_days' && limit.value > 0 && total && extensions === 0) return total / limit.value
  return 2 * HALF_DAY_MS
}

function earlier(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other
  return Date.parse(one) <= Date.parse(other) ? one : other
}

function sinceThen(iso: string | null, now: number): number | null {
  return iso === null ? null : now - Date.parse(iso)
}

function shareOf({ used_ms: used, total_ms: total }: CaseClock): number {
  return used !== null && total ? Math.min(1, used / total) : 0
}

export interface Span {
  days: number
  hours: number
  minutes: number
}

/** Rounded towards less time left and less time over: nobody is told a minute that they do not have. */
export function spanOf(ms: number, dayMs: number): Span {
  const whole = Math.abs(ms)
  const days = Math.floor(whole / dayMs)
  const within = whole - days * dayMs
  const hours = Math.floor(within / HOUR_MS)
  return { days, hours, minutes: Math.floor((within - hours * HOUR_MS) / MINUTE_MS) }
}
