/**
 * Decides which places of a pack a person finds by their name: crossings, where streets of different names meet. A
 * bridge over a road is none. Pure; nothing of it is stored.
 */
import { toWgs84 } from './datum'
import type { AreaPack, Datum, LonLat } from './geography'
import { lastOf } from './last'
import { type Plane, planeAt } from './plane'
import { boxesOfPieces, Buckets, piecesOf, type Points, squaredTo } from './plane-shapes'

export interface Crossing {
  names: string[]
  /** The middle of its nodes, WGS-84. */
  at: LonLat
  /** How far its nodes lie from there; more than nought where a street has two carriageways. */
  spread_m: number
}

/** An end that is no farther from another street's line meets it. */
const MEETS_M = 1.5
/** Nodes of the same streets within this are one crossing to a person. */
const ONE_CROSSING_M = 80
/** A part's number behind a name, whatever it is counted in. */
const PART = /[\s-]*\d+\s*\p{Script=Han}?$/u

interface Node {
  names: Set<string>
  x: number
  y: number
}

/** Every crossing, streets with most names first; `names` as the pack has them, without the number of a part. */
export function crossingsOf(pack: Pick<AreaPack, 'origin' | 'segments'>): Crossing[] {
  const plane = planeAt(...pack.origin)
  const streets = pack.segments.flatMap(({ name, line }) => {
    const street = streetOf(name)
    return street === null ? [] : [{ street, line: line.map(([lon, lat]) => plane.forward(lon, lat)) }]
  })
  return grouped([...sharedNodes(streets), ...endsOnLines(streets)]).map((nodes) => crossingOf(nodes, plane, pack.origin))
}

/** Two parts of one street are no crossing; a name that is nothing but a number stays. */
function streetOf(name: string | null): string | null {
  const plain = name?.trim() ?? ''
  const street = plain.replace(PART, '')
  return /\p{Script=Han}/u.test(street) ? street : plain || null
}

interface Street {
  street: string
  line: Points
}

function sharedNodes(streets: readonly Street[]): Node[] {
  const nodes = new Map<string, Node>()
  for (const { street, line } of streets) {
    for (const [x, y] of line) {
      const key = `${x.toFixed(2)},${y.toFixed(2)}`
      const node = nodes.get(key)
      if (node) node.names.add(street)
      else nodes.set(key, { names: new Set([street]), x, y })
    }
  }
  return [...nodes.values()].filter(({ names }) => names.size > 1)
}

/** A street that begins on another's line, where that has no corner. */
function endsOnLines(streets: readonly Street[]): Node[] {
  const pieces = piecesOf(streets.map(({ line }) => [line]))
  const near = new Buckets(boxesOfPieces(pieces))
  return streets.flatMap(({ street, line }) =>
    [line[0], lastOf(line)].flatMap((end) => {
      if (!end) return []
      const [x, y] = end
      const met = near.around(x, y, MEETS_M).filter((piece) => squaredTo(pieces, piece, x, y) <= MEETS_M ** 2)
      const names = new Set([street, ...met.map((piece) => (streets[pieces.rowOf[piece] as number] as Street).street)])
      return names.size > 1 ? [{ names, x, y }] : []
    }),
  )
}

/** Nodes of the same streets that lie together, those of more streets taking in those of fewer. */
function grouped(nodes: Node[]): Node[][] {
  const groups: Node[][] = []
  for (const node of nodes.sort((a, b) => b.names.size - a.names.size)) {
    const home = groups.find(([first]) => first && isNear(first, node) && [...node.names].every((name) => first.names.has(name)))
    if (home) home.push(node)
    else groups.push([node])
  }
  return groups
}

function isNear(a: Node, b: Node): boolean {
  return Math.hypot(a.x - b.x, a.y - b.y) <= ONE_CROSSING_M
}

function crossingOf(nodes: Node[], plane: Plane, origin: LonLat): Crossing {
  const mean = (pick: (node: Node) => number) => nodes.reduce((sum, node) => sum + pick(node), 0) / nodes.length
  const [x, y] = [mean((node) => node.x), mean((node) => node.y)]
  const spread_m = Math.max(...nodes.map((node) => Math.hypot(node.x - x, node.y - y)))
  return { names: [...(nodes[0] as Node).names], at: degreesOf(x, y, plane, origin), spread_m }
}

/** WGS-84 of a place in the plane, found by walking there. */
function degreesOf(x: number, y: number, plane: Plane, origin: LonLat): LonLat {
  let [lon, lat] = origin
  for (let step = 0; step < 6; step += 1) {
    const [u, v] = plane.forward(lon, lat)
    lat += (y - v) / 111_195
    lon += (x - u) / (111_195 * Math.cos((lat * Math.PI) / 180))
  }
  return [lon, lat]
}

const DATUMS: readonly Datum[] = ['wgs84', 'gcj02', 'bd09']

/**
 * The crossings a person may stand at, nearest first. A browser that shifts positions would have the wrong ones nearest,
 * so that what counts is the least distance under any datum; `measured` are the browser's own degrees.
 */
export function nearestCrossings(crossings: readonly Crossing[], measured: { lon: number; lat: number } | null): Crossing[] {
  if (measured === null) return [...crossings]
  const places = DATUMS.map((datum) => toWgs84(measured.lon, measured.lat, datum))
  const shrink = Math.cos((measured.lat * Math.PI) / 180)
  const far = ({ at }: Crossing) => Math.min(...places.map(([lon, lat]) => Math.hypot((at[0] - lon) * shrink, at[1] - lat)))
  return crossings
    .map((crossing) => ({ crossing, metres: far(crossing) }))
    .sort((a, b) => a.metres - b.metres)
    .map(({ crossing }) => crossing)
}
