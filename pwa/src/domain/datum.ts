/**
 * Decides how WGS-84, GCJ-02 and BD-09 degrees turn into each other, exactly as the server does (app/areas/datum.py).
 * Inverses are iterated until nothing moves. Knows no planes and no layers.
 */
import type { Datum } from './geography'

export type Pair = [lon: number, lat: number]

/** West, south, east, north of GCJ-02, limits included. */
const BOX = [72.004, 0.8293, 137.8347, 55.8271] as const
/** Semi-major axis in metres and squared eccentricity of the Krasovsky ellipsoid. */
const A = 6378245.0
const EE = 0.006693421622965943
const BD_PI = (Math.PI * 3000.0) / 180.0
/** Degrees; the iteration gains two digits a step, so what is left is far below a nanometre. */
const STILL = 1e-13
const MAX_STEPS = 20

export function wgs84ToGcj02(lon: number, lat: number): Pair {
  return inBox(lon, lat) ? gcj02(lon, lat) : [lon, lat]
}

export function gcj02ToWgs84(lon: number, lat: number): Pair {
  return inBox(lon, lat) ? undo(gcj02, lon, lat) : [lon, lat]
}

export function gcj02ToBd09(lon: number, lat: number): Pair {
  return bd09(lon, lat)
}

export function bd09ToGcj02(lon: number, lat: number): Pair {
  return undo(bd09, lon, lat)
}

/** WGS-84 degrees of a pair in `datum`. */
export function toWgs84(lon: number, lat: number, datum: Datum): Pair {
  if (datum === 'wgs84') return [lon, lat]
  if (datum === 'bd09') [lon, lat] = bd09ToGcj02(lon, lat)
  return gcj02ToWgs84(lon, lat)
}

/** The pair in `datum` of WGS-84 degrees, for maps drawn on shifted tiles. */
export function fromWgs84(lon: number, lat: number, datum: Datum): Pair {
  if (datum === 'wgs84') return [lon, lat]
  const shifted = wgs84ToGcj02(lon, lat)
  return datum === 'bd09' ? gcj02ToBd09(...shifted) : shifted
}

function inBox(lon: number, lat: number): boolean {
  const [west, south, east, north] = BOX
  return west <= lon && lon <= east && south <= lat && lat <= north
}

/** The published forward formula, in the server's order of operations. */
function gcj02(lon: number, lat: number): Pair {
  const { PI, sin, cos, sqrt, abs } = Math
  const x = lon - 105.0
  const y = lat - 35.0
  const wave = 20.0 * sin(6.0 * x * PI) + 20.0 * sin(2.0 * x * PI)
  let dLat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
  dLat = dLat + ((wave + 20.0 * sin(y * PI) + 40.0 * sin((y / 3.0) * PI)) * 2.0) / 3.0
  dLat = dLat + ((160.0 * sin((y / 12.0) * PI) + 320.0 * sin((y * PI) / 30.0)) * 2.0) / 3.0
  let dLon = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
  dLon = dLon + ((wave + 20.0 * sin(x * PI) + 40.0 * sin((x / 3.0) * PI)) * 2.0) / 3.0
  dLon = dLon + ((150.0 * sin((x / 12.0) * PI) + 300.0 * sin((x / 30.0) * PI)) * 2.0) / 3.0
  const phi = (lat / 180.0) * PI
  const magic = 1.0 - EE * sin(phi) * sin(phi)
  const root = sqrt(magic)
  dLat = (dLat * 180.0) / (((A * (1.0 - EE)) / (magic * root)) * PI)
  dLon = (dLon * 180.0) / ((A / root) * cos(phi) * PI)
  return [lon + dLon, lat + dLat]
}

/** BD-09 of GCJ-02; the twist uses pi * 3000 / 180, which some libraries shorten wrongly to pi. */
function bd09(lon: number, lat: number): Pair {
  const z = Math.sqrt(lon * lon + lat * lat) + 0.00002 * Math.sin(lat * BD_PI)
  const theta = Math.atan2(lat, lon) + 0.000003 * Math.cos(lon * BD_PI)
  return [z * Math.cos(theta) + 0.0065, z * Math.sin(theta) + 0.006]
}

function undo(step: (lon: number, lat: number) => Pair, lon: number, lat: number): Pair {
  let u = lon
  let v = lat
  for (let steps = 0; steps < MAX_STEPS; steps += 1) {
    const [x, y] = step(u, v)
    const du = lon - x
    const dv = lat - y
    u += du
    v += dv
    if (Math.abs(du) < STILL && Math.abs(dv) < STILL) break
  }
  return [u, v]
}
