/**
 * Decides when the engine may run and what a trigger forgives. Pure arithmetic on times.
 */
import type { DrainResult } from '@/outbox/drain'
import { pauseMs } from '@/outbox/pause'
import type { Chance } from '@/outbox/types'

/** Why the engine is asked to run. */
export type Trigger =
  /** Something was sealed. */
  | 'save'
  | 'timer'
  /** The wait after a returning network is over. */
  | 'spread'
  | 'online'
  /** The app came to the front. */
  | 'visible'
  /** A person asked. */
  | 'manual'
  /** A person signed in. */
  | 'signed-in'

/** Triggers that end every pause: the situation is new, or a person wants it now. */
const FORGIVING: readonly Trigger[] = ['online', 'visible', 'manual', 'signed-in']

export interface Rest {
  why: 'no-network' | 'server-busy' | 'storage'
  until: number
  /** Stops in a row. */
  count: number
}

export function forgives(trigger: Trigger): boolean {
  return FORGIVING.includes(trigger)
}

/** Of two wishes the stronger stays: a person's own also sends photos at once, and a tick never hides a new report. */
export function outranks(next: Trigger, wanted: Trigger): boolean {
  return next === 'manual' || (!forgives(wanted) && (next !== 'timer' || wanted === 'timer'))
}

/** Whether to run now. A new report is tried even without network: it fails at once or goes out. */
export function mayRun(trigger: Trigger, rest: Rest | null, now: number): boolean {
  if (rest === null || now >= rest.until || forgives(trigger)) return true
  return trigger === 'save' && rest.why !== 'server-busy'
}

/** The rest after a pass that stopped early or whose rows threw; null after one that did neither. */
export function restAfter(result: Pick<DrainResult, 'stop' | 'broken'>, before: Rest | null, now: number, chance: Chance): Rest | null {
  const why = whyRest(result)
  if (why === null) return null
  const count = (before?.count ?? 0) + 1
  const { stop } = result
  const asked = stop?.why === 'server-busy' ? (stop.until ?? 0) : 0
  return { why, count, until: Math.max(asked, now + pauseMs(count, why === 'no-network' ? why : 'server-busy', chance)) }
}

function whyRest({ stop, broken }: Pick<DrainResult, 'stop' | 'broken'>): Rest['why'] | null {
  if (stop === null) return broken > 0 ? 'storage' : null
  if (stop.why === 'auth') return null
  return stop.why === 'abandoned' ? 'no-network' : stop.why
}

/** Milliseconds until the next run is worth it, null when nothing waits. Never sooner than half a second. */
export function wakeIn(nextTryAt: number | null, rest: Rest | null, now: number): number | null {
  if (nextTryAt === null) return null
  return Math.max(500, Math.max(nextTryAt, rest?.until ?? 0) - now)
}
