/**
 * Decides how far a person stands from where a first picture was taken, which way to walk and how far to turn, so that a
 * second picture shows the same. A hint, never a condition. Knows places and headings; must not know cameras.
 */
import { toWgs84 } from './datum'
import type { Heading, Position } from './report'

export type Place = Pick<Position, 'lon' | 'lat' | 'accuracy_m' | 'datum'>

/** The four ways a person can be told without looking at a map. */
export type Way = 'ahead' | 'right' | 'back' | 'left'

export interface Aim {
  /** Metres between the two places; null where either is unknown. */
  away_m: number | null
  /** By how many metres that may err. */
  error_m: number
  /** Not further away than the two readings can tell. */
  there: boolean
  /** Which way to walk, seen from how the device is held; null when there, or unknown. */
  way: Way | null
  /** Degrees to turn, to the right above zero, −180 < turn ≤ 180; null where the device gives no direction. */
  turn_deg: number | null
  aligned: boolean
}

/** Mean radius of the earth in metres (IUGG); a few steps need no ellipsoid. */
const EARTH_M = 6_371_009
const RADIANS = Math.PI / 180
/** Contract §6: accuracy that a device does not tell. */
const UNKNOWN_ACCURACY_M = 30
/** A hand does not hold steadier, and a compass in a street of cars does not know better. */
const ALIGNED_DEG = 15
const WAYS: readonly Way[] = ['ahead', 'right', 'back', 'left']

export function aimAt(first: Place & { heading?: Heading | null }, now: Place | null, pointing: Heading | null): Aim {
  const looks = compassOf(pointing)
  const looked = compassOf(first.heading)
  const turn_deg = looks === null || looked === null ? null : turnTo(looked, looks)
  const aligned = turn_deg !== null && Math.abs(turn_deg) <= ALIGNED_DEG
  if (now === null) return { away_m: null, error_m: 0, there: false, way: null, turn_deg, aligned }
  const [east, north] = metresTo(now, first)
  const away_m = Math.hypot(east, north)
  const error_m = Math.hypot(accuracyOf(first), accuracyOf(now))
  const there = away_m <= error_m
  const bearing = Math.atan2(east, north) / RADIANS
  const way = there || looks === null ? null : wayTo(turnTo(bearing, looks))
  return { away_m, error_m, there, way, turn_deg, aligned }
}

/** A course says where a person walks, not what the camera sees. */
function compassOf(heading: Heading | null | undefined): number | null {
  return heading?.source === 'compass' ? heading.deg : null
}

/** From one heading to another the short way round. */
function turnTo(wanted: number, now: number): number {
  const turn = (((wanted - now) % 360) + 360) % 360
  return turn > 180 ? turn - 360 : turn
}

function wayTo(turn: number): Way {
  return WAYS[(Math.round(turn / 90) + 4) % 4] as Way
}

/** East and north in metres, both places brought to one datum first. */
function metresTo(from: Place, to: Place): [number, number] {
  const [lon, lat] = toWgs84(from.lon, from.lat, from.datum)
  const [lonTo, latTo] = toWgs84(to.lon, to.lat, to.datum)
  const shrink = Math.cos(((lat + latTo) / 2) * RADIANS)
  return [(lonTo - lon) * RADIANS * EARTH_M * shrink, (latTo - lat) * RADIANS * EARTH_M]
}

function accuracyOf({ accuracy_m }: Place): number {
  return accuracy_m ?? UNKNOWN_ACCURACY_M
}
