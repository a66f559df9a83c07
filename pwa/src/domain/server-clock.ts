/**
 * Estimates how far the server's clock is from the device's, from one request and its `server_time`.
 * The device's clock is never corrected or trusted; the estimate travels with every report.
 */
import type { ClockReading } from './report'

export interface ClockSample {
  offset_ms: number
  /** Device time of the measurement, milliseconds since 1970. */
  measured_at: number
}

/**
 * Takes the server's time as that of the middle between sending and receiving.
 * Null when `serverTime` is no date or the device's clock jumped back in between.
 */
export function measureOffset(sentAt: number, receivedAt: number, serverTime: string): ClockSample | null {
  const server = Date.parse(serverTime)
  if (Number.isNaN(server) || receivedAt < sentAt) return null
  return { offset_ms: Math.round(server - (sentAt + receivedAt) / 2), measured_at: receivedAt }
}

/** What a manifest says about the clock at `now`. */
export function clockReading(sample: ClockSample | null, now: number): ClockReading {
  if (sample === null) return { offset_ms: null, age_s: null }
  return { offset_ms: sample.offset_ms, age_s: Math.max(0, Math.round((now - sample.measured_at) / 1000)) }
}
