/**
 * The memory of one sending pass: when it must stop, and whether anybody answered.
 * Decides that a row which fails alone steps aside, while a failing road or server ends the pass.
 */
import type { Trouble } from './classify'
import { retryAfterMs } from './pause'
import type { Ports, RowPhoto } from './types'

/** Failures in a row that mean the road is down rather than one row poisoned; each may cost a full timeout. */
const ROAD_IS_DOWN = 3

/** The same for a disk: each try on a dead one costs seconds. */
const DISK_IS_DOWN = 3

export type Stop =
  /** `forbidden`: who is signed in may not send. */
  | { why: 'auth'; forbidden?: true }
  /** The phone's own storage fails. */
  | { why: 'storage' }
  /** Nothing moved for so long that the engine gave the pass up. */
  | { why: 'abandoned' }
  | { why: 'no-network' }
  /** `until` null when the server named no time. */
  | { why: 'server-busy'; until: number | null }

export interface DrainOptions {
  /** False sends texts only. */
  photos?: boolean
  /** Asked before each photo: something more urgent waits. */
  interrupted?: () => boolean
  /** Photos that wait for a better road. */
  holdBack?: HoldBack
  /** Ends the pass before its next step. */
  signal?: AbortSignal
}

/** Whether this photo must not travel on the present network. */
export type HoldBack = (photo: RowPhoto) => boolean

export interface Pass {
  ports: Ports
  options: DrainOptions
  stop: Stop | null
  reached: boolean
  /** Somebody was asked, and nobody of ours answered. */
  lost: boolean
  /** Rows that failed in this pass, so that a row with two bad photos counts one failed try. */
  failed: Set<string>
  /** Failures without a success in between. */
  inARow: number
  /** Rows whose handling threw; what they are stays as it was. */
  broken: number
  diskInARow: number
}

export function newPass(ports: Ports, options: DrainOptions = {}): Pass {
  const pass: Pass = { ports, options, stop: null, reached: false, lost: false, failed: new Set(), inARow: 0, broken: 0, diskInARow: 0 }
  options.signal?.addEventListener('abort', () => (pass.stop = { why: 'abandoned' }))
  return pass
}

/**
 * Runs one row's work. Whatever it throws is the row's own affair: bookkeeping that fails after the server said yes
 * is no failed try, and no row stands in the way of another. Only a disk that fails again and again ends the pass.
 */
export async function guarded(pass: Pass, work: () => Promise<void>): Promise<void> {
  try {
    await work()
    pass.diskInARow = 0
  } catch (error) {
    pass.broken += 1
    if (!(error instanceof Error) || error.name !== 'StorageTrouble') return
    pass.diskInARow += 1
    if (pass.diskInARow >= DISK_IS_DOWN) pass.stop ??= { why: 'storage' }
  }
}

/** Our server took something: the road is fine. */
export function noteSuccess(pass: Pass): void {
  pass.reached = true
  pass.inARow = 0
}

/** Ends the pass when the trouble is not the row's own. */
export function noteTrouble(pass: Pass, trouble: Trouble): void {
  if (trouble.is === 'transient-net') pass.lost = true
  else pass.reached = true
  if (trouble.is === 'auth') pass.stop ??= trouble.forbidden ? { why: 'auth', forbidden: true } : { why: 'auth' }
  if (trouble.is !== 'transient-net' && trouble.is !== 'transient-srv') return
  pass.inARow += 1
  if (trouble.is === 'transient-srv' && trouble.overloaded && trouble.retryAfterS !== null) {
    const { clock, chance } = pass.ports
    pass.stop ??= { why: 'server-busy', until: clock.now() + retryAfterMs(trouble.retryAfterS, chance) }
  }
  if (pass.inARow < ROAD_IS_DOWN) return
  pass.stop ??= trouble.is === 'transient-net' ? { why: 'no-network' } : { why: 'server-busy', until: null }
}
