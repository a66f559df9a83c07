/**
 * Decides which points of a map are shown as one: those in the same square of a grid that lies still on the ground, and
 * squares whose signs would lie over each other. Moving the map regroups nothing. Knows no map library.
 */
import type { LonLat } from '@/domain/geography'
import { toDegrees, toSquare } from './ground'
import { GRAVITY, type Tone } from './pinShapes'

export interface Pin {
  id: string
  place: LonLat
  tone: Tone
  /** What it is, spoken and shown on hovering. */
  title: string
  /** Stands on it instead of its tone's mark: its number in a list. */
  text?: string
  /** A shop's door: smaller than other pins, and beneath them. */
  door?: boolean
}

export interface Cluster {
  /** Of a single pin its own, else of its square. */
  id: string
  place: LonLat
  /** The gravest of its pins'. */
  tone: Tone
  pins: Pin[]
}

/** Pixels between signs that do not hide each other. */
const TOO_NEAR_PX = 40
/** Pixels of a square: a pin with room for a finger. */
const SQUARE_PX = 64
const TILE_PX = 256
/** From here on single pins are shown, however near: nobody can come closer. */
const CLOSEST = 19

export function clustersOf(pins: readonly Pin[], zoom: number): Cluster[] {
  const squares = (TILE_PX * 2 ** zoom) / SQUARE_PX
  const groups = new Map<string, Pin[]>()
  for (const pin of pins) {
    const [x, y] = toSquare(pin.place)
    const key = zoom >= CLOSEST ? pin.id : `${Math.floor(x * squares)}/${Math.floor(y * squares)}`
    const group = groups.get(key)
    if (group) group.push(pin)
    else groups.set(key, [pin])
  }
  const clusters = [...groups].map(([key, group]) => clusterOf(key, group))
  return zoom >= CLOSEST ? clusters : apart(clusters, TOO_NEAR_PX / (TILE_PX * 2 ** zoom))
}

/** The larger take in the smaller that lie nearer than this, in units of the square. */
function apart(clusters: Cluster[], tooNear: number): Cluster[] {
  const inOrder = [...clusters].sort((a, b) => b.pins.length - a.pins.length || a.id.localeCompare(b.id))
  const kept: { cluster: Cluster; at: [number, number] }[] = []
  for (const cluster of inOrder) {
    const [x, y] = toSquare(cluster.place)
    const near = kept.find(({ at }) => Math.hypot(at[0] - x, at[1] - y) < tooNear)
    if (near) near.cluster = clusterOf(near.cluster.id, [...near.cluster.pins, ...cluster.pins], near.cluster.place)
    else kept.push({ cluster, at: [x, y] })
  }
  return kept.map(({ cluster }) => cluster)
}

function clusterOf(key: string, pins: Pin[], place?: LonLat): Cluster {
  const [first] = pins
  if (pins.length === 1 && first) return { id: first.id, place: first.place, tone: first.tone, pins }
  const places = pins.map(({ place }) => toSquare(place))
  const mean = (axis: 0 | 1) => places.reduce((sum, place) => sum + place[axis], 0) / places.length
  const tone = GRAVITY.find((one) => pins.some((pin) => pin.tone === one)) ?? 'plain'
  return { id: key, place: place ?? toDegrees([mean(0), mean(1)]), tone, pins }
}
