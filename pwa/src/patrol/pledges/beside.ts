/** Decides which shops stand beside a segment, on which side and in which order, and which are near. Plain metres; pure. */
import { addressOf, type AreaPack, type LonLat, type PackSegment, type PackShop } from '@/domain/geography'
import { lastOf } from '@/domain/last'
import { metresBetween, METRES_PER_DEGREE } from '@/ui/map/measure'

/** Seen along the line: the left side above, the right below. */
export type Side = 'left' | 'right'

export interface OnLine {
  /** Metres from the line's begin to the foot of the point. */
  along: number
  /** Metres from the line. */
  off: number
  side: Side
}

export interface ShopBeside extends OnLine {
  shop: PackShop
}

/** Where a point lies along a line; null for a line without two points. */
export function onLine(point: LonLat, line: readonly LonLat[]): OnLine | null {
  const [scaleX, scaleY] = [METRES_PER_DEGREE * Math.cos((point[1] * Math.PI) / 180), METRES_PER_DEGREE]
  const flat = line.map(([lon, lat]) => [(lon - point[0]) * scaleX, (lat - point[1]) * scaleY] as const)
  let before = 0
  let best: OnLine | null = null
  for (const [i, to] of flat.slice(1).entries()) {
    const from = flat[i] ?? to
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
    const length = Math.hypot(dx, dy)
    const share = length === 0 ? 0 : Math.min(1, Math.max(0, -(from[0] * dx + from[1] * dy) / length ** 2))
    const off = Math.hypot(from[0] + share * dx, from[1] + share * dy)
    // The point is the origin: left of the way if the way turns left to it.
    const side: Side = dx * -from[1] - dy * -from[0] >= 0 ? 'left' : 'right'
    if (best === null || off < best.off) best = { along: before + share * length, off, side }
    before += length
  }
  return best
}

/** A front stands behind the pavement, a little off the ground that the segment covers. */
const BEHIND_M = 12

/** Open shops along a segment, from its begin. */
export function shopsBeside(pack: AreaPack, segment: PackSegment): ShopBeside[] {
  const reach = segment.depth_m + BEHIND_M
  const found = pack.shops.filter(isOpen).flatMap((shop) => {
    const at = onLine(shop.point, segment.line)
    return at && at.off <= reach ? [{ shop, ...at }] : []
  })
  return found.sort((a, b) => a.along - b.along)
}

export interface NearShop {
  shop: PackShop
  metres: number
}

/** Open shops within a walk, nearest first. */
export function shopsNear(pack: AreaPack | null, here: LonLat | null, reachM: number, most: number): NearShop[] {
  if (!pack || !here) return []
  return pack.shops
    .filter(isOpen)
    .map((shop) => ({ shop, metres: metresBetween(here, shop.point) }))
    .filter(({ metres }) => metres <= reachM)
    .sort((a, b) => a.metres - b.metres)
    .slice(0, most)
}

/** Shops whose name, or road and door, hold these words, closed ones last. */
export function shopsNamed(pack: AreaPack | null, words: string, most: number): PackShop[] {
  const wanted = words.trim().toLowerCase()
  if (!pack || wanted === '') return []
  const found = pack.shops.filter((shop) => `${shop.name} ${addressOf(shop) ?? ''}`.toLowerCase().includes(wanted))
  return [...found.filter(isOpen), ...found.filter((shop) => !isOpen(shop))].slice(0, most)
}

const isOpen = ({ status }: PackShop) => status !== 'closed'

/** The number of a door as a plate writes it, else what there is. */
export function doorNumber(door: string | null): string {
  const numbers = door?.match(/\d+(?:-\d+)?/g)
  return lastOf(numbers) ?? door ?? ''
}

/** The next doors to the left and to the right on the same side, as who stands before the shop sees them. */
export function neighbours(beside: readonly ShopBeside[], shopId: string): { left: PackShop | null; right: PackShop | null } {
  const own = beside.find(({ shop }) => shop.id === shopId)
  const side = beside.filter((one) => one.side === own?.side)
  const place = side.findIndex(({ shop }) => shop.id === shopId)
  const [before, after] = [side[place - 1]?.shop ?? null, place < 0 ? null : (side[place + 1]?.shop ?? null)]
  // Who looks at a front on the left of the way has the way's end on the right hand.
  return own?.side === 'left' ? { left: before, right: after } : { left: after, right: before }
}

export interface Stretch {
  shop: PackShop
  /** Shares of the window, 0 to 1. */
  from: number
  to: number
}

/** Half of what is seen of a street at once. */
export const SEEN_M = 32

/** Both sides of a street around one place of it: each shop's stretch goes half the way to its neighbours. */
export function bothSides(beside: readonly ShopBeside[], centre: number): Record<Side, Stretch[]> {
  const share = (along: number) => Math.min(1, Math.max(0, (along - centre + SEEN_M) / (2 * SEEN_M)))
  const of = (side: Side) => {
    const row = beside.filter((one) => one.side === side)
    return row.flatMap(({ shop, along }, i) => {
      const [before, after] = [row[i - 1]?.along ?? along - WIDE_M, row[i + 1]?.along ?? along + WIDE_M]
      const from = share(Math.max((before + along) / 2, along - WIDE_M))
      const to = share(Math.min((along + after) / 2, along + WIDE_M))
      return to - from > LEAST ? [{ shop, from, to }] : []
    })
  }
  return { left: of('left'), right: of('right') }
}

/** No front is taken for wider to one side than this. */
const WIDE_M = 9
/** Narrower on the screen nobody reads a number. */
const LEAST = 0.06
