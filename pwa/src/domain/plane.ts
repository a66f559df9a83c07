/**
 * Decides the plane in which metres are measured: a transverse Mercator on WGS-84 with k = 1 around the pack's origin.
 * Krüger's series to the fourth order in n, in the same order of operations as the server (app/areas/plane.py).
 */

const A = 6378137.0
const F = 1.0 / 298.257223563
const E = Math.sqrt(F * (2.0 - F))
const N = F / (2.0 - F)
const RECTIFYING = (A / (1.0 + N)) * (1.0 + N ** 2 / 4.0 + N ** 4 / 64.0)
const ALPHA = [
  N / 2 - (2 * N ** 2) / 3 + (5 * N ** 3) / 16 + (41 * N ** 4) / 180,
  (13 * N ** 2) / 48 - (3 * N ** 3) / 5 + (557 * N ** 4) / 1440,
  (61 * N ** 3) / 240 - (103 * N ** 4) / 140,
  (49561 * N ** 4) / 161280,
]
const DEGREE = Math.PI / 180.0
/** Degrees from the origin beyond which a point is nowhere near the areas. */
const FARTHEST = 30.0

/** Metres east (x) and north (y) of an origin in WGS-84 degrees. */
export interface Plane {
  /** Whether a point is a number and near enough to the origin to be projected. */
  reaches(lon: number, lat: number): boolean
  /** Metres of WGS-84 degrees that `reaches` accepts. */
  forward(lon: number, lat: number): [x: number, y: number]
}

export function planeAt(originLon: number, originLat: number): Plane {
  const north0 = krueger(0.0, originLat * DEGREE)[1]
  return {
    reaches: (lon, lat) =>
      Math.abs(lon - originLon) <= FARTHEST && Math.abs(lat - originLat) <= FARTHEST && Math.abs(lat) < 89.0,
    forward(lon, lat) {
      const [x, y] = krueger((lon - originLon) * DEGREE, lat * DEGREE)
      return [x, y - north0]
    },
  }
}

function krueger(lam: number, phi: number): [number, number] {
  const sinPhi = Math.sin(phi)
  const t = Math.sinh(Math.atanh(sinPhi) - E * Math.atanh(E * sinPhi))
  let xi = Math.atan2(t, Math.cos(lam))
  let eta = Math.atanh(Math.sin(lam) / Math.sqrt(1.0 + t * t))
  const s1 = Math.sin(2.0 * xi)
  const c1 = Math.cos(2.0 * xi)
  const sh1 = Math.sinh(2.0 * eta)
  const ch1 = Math.cosh(2.0 * eta)
  let [s, c, sh, ch] = [s1, c1, sh1, ch1]
  for (const alpha of ALPHA) {
    xi = xi + alpha * s * ch
    eta = eta + alpha * c * sh
    ;[s, c, sh, ch] = [s * c1 + c * s1, c * c1 - s * s1, sh * ch1 + ch * sh1, ch * ch1 + sh * sh1]
  }
  return [RECTIFYING * eta, RECTIFYING * xi]
}
