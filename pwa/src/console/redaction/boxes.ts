/** How a box follows a pointer or a key: it stays inside the picture and never becomes nothing. Pure. */
import type { Box, BoxKind } from '@/domain/redaction'

export interface Point {
  x: number
  y: number
}

export type Corner = 'nw' | 'ne' | 'sw' | 'se'
export const CORNERS: readonly Corner[] = ['nw', 'ne', 'sw', 'se']

/** The server takes boxes from 0.002 of a side on; what is smaller than this was a slip of the hand. */
export const LEAST = 0.008
export const STEP = 0.01
const DECIMALS = 100_000

const within = (value: number, from: number, to: number) => Math.min(Math.max(value, from), to)
const rounded = (value: number) => Math.round(value * DECIMALS) / DECIMALS

function boxOf(left: number, top: number, right: number, bottom: number, kind: BoxKind): Box {
  return { left: rounded(left), top: rounded(top), width: rounded(right - left), height: rounded(bottom - top), kind }
}

/** The box between two points, in whichever direction it was drawn. */
export function spanned(from: Point, to: Point, kind: BoxKind): Box {
  const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)].map((x) => within(x, 0, 1)) as [number, number]
  const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y)].map((y) => within(y, 0, 1)) as [number, number]
  return boxOf(left, top, right, bottom, kind)
}

export function isTooSmall(box: Box): boolean {
  return box.width < LEAST || box.height < LEAST
}

/** As far as the picture reaches. */
export function moved(box: Box, dx: number, dy: number): Box {
  const left = within(box.left + dx, 0, 1 - box.width)
  const top = within(box.top + dy, 0, 1 - box.height)
  return { ...box, left: rounded(left), top: rounded(top) }
}

/** Its right and lower edge follow. */
export function grown(box: Box, dx: number, dy: number): Box {
  const right = within(box.left + box.width + dx, box.left + LEAST, 1)
  const bottom = within(box.top + box.height + dy, box.top + LEAST, 1)
  return boxOf(box.left, box.top, right, bottom, box.kind)
}

/** One corner follows, the opposite one stays. */
export function pulled(box: Box, corner: Corner, to: Point): Box {
  const stays = { x: corner.endsWith('w') ? box.left + box.width : box.left, y: corner.startsWith('n') ? box.top + box.height : box.top }
  const next = spanned(stays, to, box.kind)
  return isTooSmall(next) ? box : next
}

/** For whoever draws without a pointer: in the middle, a fifth of the side. */
export function inTheMiddle(kind: BoxKind): Box {
  return { left: 0.4, top: 0.4, width: 0.2, height: 0.2, kind }
}

/** Whole percent, for sentences. */
export function percents(box: Box): Record<'left' | 'top' | 'width' | 'height', number> {
  const of = (value: number) => Math.round(value * 100)
  return { left: of(box.left), top: of(box.top), width: of(box.width), height: of(box.height) }
}

export function sameBoxes(one: readonly Box[], other: readonly Box[]): boolean {
  const key = (box: Box) => [box.left, box.top, box.width, box.height, box.kind].join()
  return one.length === other.length && one.map(key).sort().join(';') === other.map(key).sort().join(';')
}
