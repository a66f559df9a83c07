/**
 * Decides where a device points, from the angles it gives, and whether that may break a tie. Degrees clockwise from
 * north. Knows no browser.
 */
import { HEADING_APART_DEG } from './placement-rules'
import type { Heading } from './report'

/** Angles of the W3C's DeviceOrientation specification, in degrees; alpha counts against the clock. */
export interface Orientation {
  alpha: number | null
  beta: number | null
  gamma: number | null
}

/**
 * Where a device points: upright it is where its back camera looks, flat it is the screen's upper edge, for which
 * `screenAngle` is how far the screen was turned. Null when the device does not say.
 */
export function directionOf({ alpha, beta, gamma }: Orientation, screenAngle = 0): number | null {
  if (alpha === null || beta === null || gamma === null) return null
  const [a, b, c] = [alpha, beta, gamma].map((angle) => (angle * Math.PI) / 180) as [number, number, number]
  const { sin, cos } = Math
  const look = [-cos(a) * sin(c) - cos(c) * sin(a) * sin(b), cos(a) * cos(c) * sin(b) - sin(a) * sin(c)] as const
  const edge = [-cos(b) * sin(a), cos(b) * cos(a)] as const
  const upright = Math.abs(cos(b) * cos(c)) < Math.SQRT1_2
  const [east, north] = upright ? look : edge
  return inTurn((Math.atan2(east, north) * 180) / Math.PI + (upright ? 0 : screenAngle))
}

/** To a tenth of a degree, from 0 to below 360; null for what is no number. */
export function inTurn(degrees: number): number | null {
  if (!Number.isFinite(degrees)) return null
  const tenths = Math.round(degrees * 10) % 3600
  return (tenths < 0 ? tenths + 3600 : Math.abs(tenths)) / 10
}

/** The heading if it may decide: one that may err by more than the rule tells roads apart by is recorded only. */
export function usableHeading(heading: Heading | null | undefined): number | null {
  if (!heading || !Number.isFinite(heading.deg)) return null
  const error = heading.accuracy_deg ?? 0
  return error >= 0 && error <= HEADING_APART_DEG ? heading.deg : null
}
