/**
 * Decides which of the last readings tells best where the person stands.
 * Knows readings and times; must not know the browser that gives them.
 */
import type { Datum } from '@/domain/geography'
import { inTurn } from '@/domain/heading'
import type { Heading, Position } from '@/domain/report'

/** One reading; `at` is milliseconds since 1970, degrees are in `datum`, accuracy in metres or null if unknown. */
export interface Fix {
  lon: number
  lat: number
  accuracy_m: number | null
  at: number
  datum: Datum
  /** Where the person was going, while they moved. */
  course?: Heading
}

/** A reading as the receiver gave it, and when it came by a clock that nobody sets. */
export interface Heard {
  /** The receiver's own time of the reading, milliseconds since 1970. */
  timestamp: number
  /** Milliseconds since some fixed moment. */
  monotonic: number
}

/** Proper names, the same in every language. */
export const DATUM_NAMES: Record<Datum, string> = { wgs84: 'WGS-84', gcj02: 'GCJ-02', bd09: 'BD-09' }

export type FixQuality = 'good' | 'coarse' | 'stale'

/** Readings older than this say where somebody was, not where they are. */
const RECENT_MS = 15_000
const KEPT = 10
const COURSE_MS = 3_000
/** Slower than a stroll, positions wander as fast as the person. */
const MOVING_M_S = 0.8
/** Limits of the contract's flags coarse-fix and stale-fix. */
export const COARSE_M = 50
export const STALE_MS = 30_000
/** Stands for "accuracy unknown" when two readings are compared; contract §6 takes 30 m. */
const UNKNOWN_ACCURACY_M = 30

/** Receivers tell their time to the second. */
const SAME_PACE_MS = 2_000

/**
 * When a reading was made, by the phone's clock `now`. A reading is never from the future. One that looks old is live
 * all the same when the receiver's time went on with ours since the reading before: then the phone's clock is wrong,
 * by GPS, and not the reading stale.
 */
export function madeAt(heard: Heard, before: Heard | null, now: number): number {
  const age = now - heard.timestamp
  if (age <= STALE_MS || before === null || heard.timestamp === before.timestamp) return Math.min(heard.timestamp, now)
  const drift = heard.timestamp - before.timestamp - (heard.monotonic - before.monotonic)
  return Math.abs(drift) <= SAME_PACE_MS ? now : heard.timestamp
}

/** Where a moving receiver is going, for its reading; one that stands tells only noise. */
export function courseOf({ heading, speed }: Pick<GeolocationCoordinates, 'heading' | 'speed'>): { course?: Heading } {
  const deg = typeof heading === 'number' && (speed ?? 0) >= MOVING_M_S ? inTurn(heading) : null
  return deg === null ? {} : { course: { deg, accuracy_deg: null, source: 'course' } }
}

/** The readings worth remembering after `next` came, oldest first. */
export function withFix(fixes: readonly Fix[], next: Fix): Fix[] {
  return [...fixes.filter((fix) => fix.at !== next.at), next].slice(-KEPT)
}

/** The most accurate of the last 15 s, else the newest, else null. An old precise reading never wins over a new one. */
export function bestFix(fixes: readonly Fix[], now: number): Fix | null {
  const recent = fixes.filter((fix) => now - fix.at <= RECENT_MS)
  const newest = fixes.reduce<Fix | null>((best, fix) => (best === null || fix.at >= best.at ? fix : best), null)
  return recent.reduce<Fix | null>((best, fix) => (best === null || error(fix) <= error(best) ? fix : best), null) ?? newest
}

export function fixQuality(fix: Fix, now: number): FixQuality {
  if (now - fix.at > STALE_MS) return 'stale'
  return error(fix) > COARSE_M ? 'coarse' : 'good'
}

/** Where the person is going or the device points, as known at `now`: the course of a reading soon is the past. */
export function headingAt(now: number, fix: Fix | null, pointing: Heading | null): Heading | null {
  return fix?.course && now - fix.at <= COURSE_MS ? fix.course : pointing
}

export function toPosition(fix: Fix, heading: Heading | null = null): Position {
  return {
    lon: fix.lon,
    lat: fix.lat,
    accuracy_m: fix.accuracy_m,
    fixed_at: new Date(fix.at).toISOString(),
    source: 'gps',
    datum: fix.datum,
    ...(heading ? { heading } : {}),
  }
}

/**
 * Whether `fix` says better than `current` where the person stood at `capturedAt` (milliseconds since 1970).
 * Positions set by hand stay.
 */
export function improves(current: Position | null, fix: Fix, capturedAt: number): boolean {
  if (Math.abs(fix.at - capturedAt) > STALE_MS) return current === null
  if (current === null) return true
  if (current.source !== 'gps') return false
  const late = current.fixed_at === null || Math.abs(Date.parse(current.fixed_at) - capturedAt) > STALE_MS
  return late || error(fix) < (current.accuracy_m ?? UNKNOWN_ACCURACY_M)
}

function error(fix: Fix): number {
  return fix.accuracy_m ?? UNKNOWN_ACCURACY_M
}
