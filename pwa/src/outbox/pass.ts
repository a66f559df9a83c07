/**
 * The memory of one sending pass: when it must stop, and whether anybody answered.
 * Decides that a row which fails alone steps aside, while a failing road or server ends the pass.
 */
import type { Trouble } from './classify'
import { retryAfterMs } from './pause'
import type { Ports } from './types'

/** Failures in a row that mean the road is down rather than one row poisoned; each may cost a full timeout. */
const ROAD_IS_DOWN = 3

export type Stop =
  | { why: 'auth' }
  | { why: 'no-network' }
  /** `until` null when the server named no time. */
  | { why: 'server-busy'; until: number | null }

export interface Pass {
  ports: Ports
  stop: Stop | null
  reached: boolean
  /** Rows that failed in this pass, so that a row with two bad photos counts one failed try. */
  failed: Set<string>
  /** Failures without a success in between. */
  inARow: number
}

export function newPass(ports: Ports): Pass {
  return { ports, stop: null, reached: false, failed: new Set(), inARow: 0 }
}

/** Our server took something: the road is fine. */
export function noteSuccess(pass: Pass): void {
  pass.reached = true
  pass.inARow = 0
}

/** Ends the pass when the trouble is not the row's own. */
export function noteTrouble(pass: Pass, trouble: Trouble): void {
  if (trouble.is !== 'transient-net') pass.reached = true
  if (trouble.is === 'auth') pass.stop ??= { why: 'auth' }
  if (trouble.is !== 'transient-net' && trouble.is !== 'transient-srv') return
  pass.inARow += 1
  if (trouble.is === 'transient-srv' && trouble.overloaded && trouble.retryAfterS !== null) {
    const { clock, chance } = pass.ports
    pass.stop ??= { why: 'server-busy', until: clock.now() + retryAfterMs(trouble.retryAfterS, chance) }
  }
  if (pass.inARow < ROAD_IS_DOWN) return
  pass.stop ??= trouble.is === 'transient-net' ? { why: 'no-network' } : { why: 'server-busy', until: null }
}
