/** A finger's strokes on a field to sign in: as they are drawn, and as they are kept. Pure. */
import { lastOf } from './last'
import type { TimedStroke } from './pledge'

/** Shares of the field from its upper left corner; a third number is milliseconds since the first touch. */
export type DrawnStroke = [x: number, y: number, ...ms: number[]][]

/** A field to sign in is so much as high as it is wide. Kept points have one measure both ways, so a picture needs no shape. */
export const PAD_SHAPE = 0.4
const ACROSS = 1000
/** Whoever lays the phone away and signs on much later does so an hour after the first touch. */
const LONGEST_MS = 3_600_000
/** Of one signature: at some 14 bytes a point two of them stay under half of a manifest. */
const MOST_POINTS = 1_000
/** In thousandths of the field's width: what is nearer says nothing. */
const NEAREST = 4

/** For keeping: thousandths of the field's width, with few enough points for a manifest to hold two signatures. */
export function keptStrokes(drawn: readonly DrawnStroke[]): TimedStroke[] {
  const whole = drawn.map((stroke) => stroke.map(([x, y, ms = 0]): TimedStroke[number] => [Math.round(x * ACROSS), Math.round(y * ACROSS * PAD_SHAPE), Math.min(LONGEST_MS, Math.round(ms))]))
  const thin = whole.map((stroke) => thinned(stroke, (point, last) => Math.hypot(point[0] - last[0], point[1] - last[1]) >= NEAREST))
  const every = Math.ceil(thin.reduce((sum, stroke) => sum + stroke.length, 0) / MOST_POINTS)
  return every <= 1 ? thin : thin.map((stroke) => thinned(stroke, (_point, _last, place) => place % every === 0))
}

/** For drawing again. */
export function drawnStrokes(kept: readonly TimedStroke[]): DrawnStroke[] {
  return kept.map((stroke) => stroke.map(([x, y, ms]): DrawnStroke[number] => [x / ACROSS, y / (ACROSS * PAD_SHAPE), ms]))
}

type Point = TimedStroke[number]

/** Its first point and its last, so that no line is cut short, and of the rest those that `says` lets through. */
function thinned(stroke: TimedStroke, says: (point: Point, last: Point, place: number) => boolean): TimedStroke {
  const kept: TimedStroke = []
  for (const [place, point] of stroke.entries()) {
    const last = lastOf(kept)
    if (last === undefined || place === stroke.length - 1 || says(point, last, place)) kept.push(point)
  }
  return kept
}
