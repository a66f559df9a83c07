/** Decides how a case's clock looks on a map: overdue, due soon, running, resting, or not begun. Knows no words. */
import type { PointView } from '@/domain/map-views'
import { GRAVITY, type Tone } from '@/ui/map/pinShapes'

export type Standing = 'over' | 'due' | 'running' | 'resting' | 'waiting'

export const TONES: Record<Standing, Tone> = { over: 'over', due: 'due', running: 'act', waiting: 'plain', resting: 'hold' }

/** A clock that rests is late only if it was when it was stopped. */
export function standingOf({ due_at, warn_at, rework_due_at, paused_at }: PointView, now: number): Standing {
  if (due_at === null) return 'waiting'
  const moment = paused_at === null ? now : Date.parse(paused_at)
  const past = (end: string | null) => end !== null && Date.parse(end) < moment
  if (past(due_at) || past(rework_due_at)) return 'over'
  if (paused_at !== null) return 'resting'
  return warn_at !== null && Date.parse(warn_at) <= moment ? 'due' : 'running'
}

/** Overdue first; urgent before others that stand alike, then the newest. */
export function byGravity(now: number): (a: PointView, b: PointView) => number {
  const gravity = (point: PointView) => GRAVITY.indexOf(TONES[standingOf(point, now)])
  return (a, b) => gravity(a) - gravity(b) || Number(b.urgent) - Number(a.urgent) || b.opened_at.localeCompare(a.opened_at)
}
