/**
 * Decides how long to rest after a failure: full jitter, so that a thousand phones leaving one dead zone do not
 * come back in step. No limit of tries, no limit of age.
 */
import type { Chance } from './types'

const BASE_MS = 2_000
/** A busy server says when it is back; a missing network costs battery, so it is asked less often. */
export const CAP_MS = { 'server-busy': 60_000, 'no-network': 300_000 } as const
/** A server that asks for more than an hour is wrong or a stranger. */
const LONGEST_RETRY_AFTER_S = 3_600

/** Milliseconds to wait after `failures` failed tries in a row (at least 1): uniform below a doubling limit. */
export function pauseMs(failures: number, why: keyof typeof CAP_MS, chance: Chance): number {
  const limit = Math.min(CAP_MS[why], BASE_MS * 2 ** Math.min(failures, 20))
  return Math.floor(chance.next() * limit)
}

/** A server's Retry-After with up to half of it added, so that not everybody obeys at the same second. */
export function retryAfterMs(seconds: number, chance: Chance): number {
  return Math.floor(Math.min(seconds, LONGEST_RETRY_AFTER_S) * 1000 * (1 + chance.next() / 2))
}
