/**
 * Decides what a browser's degrees are in, from readings at a place whose true position is known. Pure.
 *
 * A browser that already shifted a position gives one that, taken as WGS-84, lies some hundred metres off, and taken as
 * what it is lies at the place. Both must be so, or the answer is that it is not clear.
 */
import { toWgs84 } from './datum'
import type { Datum, LonLat } from './geography'
import { planeAt } from './plane'

/** What the browser measured, in its own degrees. */
export interface Reading {
  lon: number
  lat: number
  accuracy_m: number | null
}

/** A place on the ground in WGS-84, and how large it is. */
export interface KnownPlace {
  at: LonLat
  spread_m: number
}

/**
 * Why it is not clear: too few readings, none accurate enough, readings of different datums (satellites and network
 * differ), a place that none of the datums gives, or a shift too small to be told from the error.
 */
export type Unclear = 'few' | 'coarse' | 'mixed' | 'elsewhere' | 'alike'

/** `off_m`: how far the middle of the readings lies from the place, taken in `datum`. */
export type CalibrationAnswer =
  | { clear: true; datum: Datum; off_m: number; accuracy_m: number; readings: number }
  | { clear: false; why: Unclear; off_m: number | null; accuracy_m: number | null; readings: number }

/** Fewer could all be the same slip. */
export const FEWEST = 3
/** The contract's limit of a coarse fix: beyond it a position comes from the network. */
const COARSE_M = 50
/** As placement does where a device gives none. */
const ASSUMED_M = 30
/** People stand at the kerb and not on the node in the middle of the road. */
const KERB_M = 25
/** Of the readings, that must say the same: one may be a slip. */
const MOST = 0.8
const DATUMS: readonly Datum[] = ['wgs84', 'gcj02', 'bd09']

/** What these readings say of the browser that gave them to a person at `place`. */
export function calibrate(readings: readonly Reading[], place: KnownPlace): CalibrationAnswer {
  const accuracies = readings.map(accuracyOf)
  const good = readings.filter((reading) => accuracyOf(reading) <= COARSE_M)
  const unclear = (why: Unclear): CalibrationAnswer => {
    const accuracy_m = readings.length > 0 ? middle(accuracies) : null
    const off_m = good.length > 0 ? metresOff(typical(good), place, 'wgs84') : null
    return { clear: false, why, off_m, accuracy_m, readings: readings.length }
  }
  if (readings.length < FEWEST) return unclear('few')
  if (good.length < FEWEST) return unclear('coarse')
  const said = good.map((reading) => datumOf(reading, place))
  const [word, count] = mostFrequent(said)
  if (count < MOST * said.length) return unclear('mixed')
  if (word === 'elsewhere' || word === 'alike') return unclear(word)
  return { clear: true, datum: word, off_m: metresOff(typical(good), place, word), accuracy_m: middle(good.map(accuracyOf)), readings: good.length }
}

/** The only datum in which the reading lies at the place, with the others clearly away from it. */
function datumOf(reading: Reading, place: KnownPlace): Datum | 'elsewhere' | 'alike' {
  const reach = accuracyOf(reading) + place.spread_m + KERB_M
  const offs = DATUMS.filter((datum) => datum === 'wgs84' || isShift(reading, datum)).map((datum) => ({ datum, off: metresOff(reading, place, datum) }))
  const best = offs.reduce((least, one) => (one.off < least.off ? one : least))
  if (best.off > reach) return 'elsewhere'
  return offs.every((one) => one === best || one.off > 2 * reach) ? best.datum : 'alike'
}

/** Outside the box of GCJ-02 there is nothing to tell apart. */
function isShift({ lon, lat }: Reading, datum: Datum): boolean {
  const [east, north] = toWgs84(lon, lat, datum)
  return east !== lon || north !== lat
}

function metresOff({ lon, lat }: Reading, { at }: KnownPlace, datum: Datum): number {
  const plane = planeAt(...at)
  const place = toWgs84(lon, lat, datum)
  return plane.reaches(...place) ? Math.hypot(...plane.forward(...place)) : Infinity
}

/** The middle of each coordinate: one reading far off does not move it. */
function typical(readings: readonly Reading[]): Reading {
  return { lon: middle(readings.map(({ lon }) => lon)), lat: middle(readings.map(({ lat }) => lat)), accuracy_m: null }
}

function accuracyOf({ accuracy_m }: Reading): number {
  return accuracy_m !== null && accuracy_m >= 0 && Number.isFinite(accuracy_m) ? accuracy_m : ASSUMED_M
}

function middle(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const half = sorted.length / 2
  return ((sorted[Math.ceil(half) - 1] as number) + (sorted[Math.floor(half)] as number)) / 2
}

function mostFrequent<T>(words: readonly T[]): [T, number] {
  const counts = new Map<T, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].reduce((most, one) => (one[1] > most[1] ? one : most))
}
