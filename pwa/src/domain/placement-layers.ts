/**
 * Decides which segment and which cell a place in the plane belongs to, and how surely (contract: placement).
 * The phone's copy of app/areas/segment_layer.py and cell_layer.py, with buckets instead of trees.
 */
import disc from '../../../app/areas/disc64.json'
import type { CellRows, SegmentRows } from './placement-index'
import { type Contender, DISC_M, type LayerAnswer, layerStatus, NOBODY, SNAP_M } from './placement-rules'
import { isAcross } from './placement-sides'
import { type Asker, breakTie } from './placement-ties'
import { insideRow, millimetres, piecesWithin, polygonMm, squaredTo, squaredToPieces, squaredToRow } from './plane-shapes'

const UNIT = disc.points as [number, number][]
/** Added to a distance in mm so that every covering segment ranks before it. */
const NOT_COVERED = 2 ** 50
/** Metres; buckets may round differently from the millimetres that decide. */
const SLACK = 0.001

interface Place {
  x: number
  y: number
  accuracy: number
}

/** What the segments say about a place; who asks decides only where distances differ by at most 1 mm. */
export function placeOnSegment(rows: SegmentRows, place: Place, asker: Asker): LayerAnswer {
  const accuracyMm = millimetres(place.accuracy)
  const ranked = rankedSegments(rows, place)
  const best = ranked[0]
  if (!best || best.key > NOT_COVERED + Math.max(accuracyMm, millimetres(SNAP_M))) return NOBODY
  const contenders = segmentContenders(rows, ranked, place, accuracyMm)
  const second = contenders[1]
  const margin = second ? second.weighed - best.weighed : null
  const { row: winner, decided } = breakTie(contenders, asker, rows, place.x, place.y)
  const counted = countSegments(rows, contenders, place)
  const rival = Math.max(0, ...counted.filter((one) => one.row !== winner).map((one) => one.hits))
  const mm = (counted.find((one) => one.row === winner) as Contender).mm
  const status = layerStatus(margin, accuracyMm, rival, UNIT.length)
  return { status, winner, mm, contenders: counted, points: UNIT.length, decided }
}

/** Row and distance in mm of the nearest centre line within 200 m. */
export function nearestSegment(rows: SegmentRows, x: number, y: number): { row: number; mm: number } | null {
  let best: { row: number; mm: number } | null = null
  for (const [row, mm] of lineMm(rows, x, y, DISC_M + SLACK)) {
    if (mm <= millimetres(DISC_M) && (!best || mm < best.mm || (mm === best.mm && row < best.row))) best = { row, mm }
  }
  return best
}

/** What the cells say about a place. */
export function placeInCell(rows: CellRows, place: Place): LayerAnswer {
  const { x, y, accuracy } = place
  const accuracyMm = millimetres(accuracy)
  const near = rows.near.around(x, y, accuracy + SLACK).map((row) => ({ row, mm: polygonMm(rows.borders, row, x, y) }))
  const winner = near.find((one) => one.mm === 0)?.row
  if (winner === undefined) return NOBODY
  const within = near.filter((one) => one.mm <= accuracyMm)
  const others = within.filter((one) => one.row !== winner)
  const { contenders, points } = countCells(rows, within, winner, place)
  const rival = Math.max(0, ...contenders.filter((one) => one.row !== winner).map((one) => one.hits))
  const margin = others.length ? others.reduce((least, one) => Math.min(least, one.mm), Infinity) : null
  return { status: layerStatus(margin, accuracyMm, rival, points), winner, mm: 0, contenders, points }
}

/** Whether a border of the area, one without a neighbour behind, is within the accuracy. */
export function nearLimit(rows: CellRows, { x, y, accuracy }: Place): boolean {
  const limit = millimetres(accuracy)
  const pieces = rows.nearLimits.around(x, y, accuracy + SLACK)
  return pieces.some((piece) => millimetres(Math.sqrt(squaredTo(rows.limits, piece, x, y))) <= limit)
}

/** `mm` to the line; `weighed` is twice that across the line from the segment's side; `key` ranks. */
interface Ranked {
  row: number
  mm: number
  weighed: number
  key: number
}

/** Every row that may win or contend: covering first, then the distance to the line, then the code. */
function rankedSegments(rows: SegmentRows, { x, y, accuracy }: Place): Ranked[] {
  const covering = drawnWithin(rows, x, y, 0)
  const lines = [...covering].map((row) => Math.sqrt(squaredToRow(rows.lines, row, x, y)))
  const coveredM = Math.max(rows.deepestM, ...lines)
  const reach = Math.max(accuracy, SNAP_M, coveredM) + Math.max(2 * discRadius(accuracy), accuracy) + SLACK
  const near = lineMm(rows, x, y, reach)
  for (const row of drawnWithin(rows, x, y, millimetres(discRadius(accuracy)))) {
    if (!near.has(row)) near.set(row, millimetres(Math.sqrt(squaredToRow(rows.lines, row, x, y))))
  }
  const ranked = [...near].map(([row, mm]) => {
    if (isBeyond(rows, row, x, y)) return { row, mm, weighed: 2 * mm, key: 2 * mm + NOT_COVERED }
    const covers = rows.drawn.has(row) ? covering.has(row) : mm <= (rows.depthMm[row] as number)
    return { row, mm, weighed: mm, key: covers ? mm : mm + NOT_COVERED }
  })
  return ranked.sort((a, b) => a.key - b.key || a.row - b.row)
}

function isBeyond(rows: SegmentRows, row: number, x: number, y: number): boolean {
  const side = rows.side.get(row)
  return side !== undefined && isAcross(side, rows.lines, row, x, y)
}

/** Distance in mm per row with a piece within reach. */
function lineMm(rows: SegmentRows, x: number, y: number, reach: number): Map<number, number> {
  const found = new Set(rows.near.around(x, y, reach).map((piece) => rows.lines.rowOf[piece] as number))
  return new Map([...found].map((row) => [row, millimetres(Math.sqrt(squaredToRow(rows.lines, row, x, y)))]))
}

function drawnWithin(rows: SegmentRows, x: number, y: number, limitMm: number): Set<number> {
  return new Set([...rows.drawn].filter((row) => polygonMm(rows.borders, row, x, y) <= limitMm))
}

function segmentContenders(rows: SegmentRows, ranked: Ranked[], place: Place, accuracyMm: number): Ranked[] {
  const limit = (ranked[0] as Ranked).weighed + 2 * accuracyMm
  const drawn = drawnWithin(rows, place.x, place.y, accuracyMm)
  return ranked.filter(({ row, mm, weighed }) => {
    const depth = weighed === mm ? (rows.depthMm[row] as number) : 0 // half a polygon ends at its line
    const within = rows.drawn.has(row) ? drawn.has(row) : mm - depth <= accuracyMm
    return weighed <= limit || within
  })
}

/** At how many of the fixed points each contender ranks first; all of them when it is alone. */
function countSegments(rows: SegmentRows, contenders: Ranked[], place: Place): Contender[] {
  const counted = contenders.map(({ row, mm }) => ({ row, mm, hits: 0 })).sort((a, b) => a.row - b.row)
  if (counted.length === 1) return counted.map((one) => ({ ...one, hits: UNIT.length }))
  const radius = discRadius(place.accuracy)
  const near = counted.map((one) => piecesWithin(rows.lines, one.row, place.x, place.y, one.mm / 1000.0 + 2.0 * radius + SLACK))
  eachFixedPoint(place, (x, y) => {
    let first = counted[0] as Contender
    let least = Infinity
    for (const [at, one] of counted.entries()) {
      const mm = millimetres(Math.sqrt(squaredToPieces(rows.lines, near[at] as number[], x, y)))
      const key = isBeyond(rows, one.row, x, y) ? 2 * mm + NOT_COVERED : mm + uncovered(rows, one.row, mm, x, y)
      if (key < least) [first, least] = [one, key]
    }
    first.hits += 1
  })
  return counted
}

function uncovered(rows: SegmentRows, row: number, mm: number, x: number, y: number): number {
  const covers = rows.drawn.has(row) ? polygonMm(rows.borders, row, x, y) === 0 : mm <= (rows.depthMm[row] as number)
  return covers ? 0 : NOT_COVERED
}

/** Points that no contender covers leave the denominator. */
function countCells(
  rows: CellRows,
  within: { row: number; mm: number }[],
  winner: number,
  place: Place,
): { contenders: Contender[]; points: number } {
  const contenders = within.map((one) => ({ ...one, hits: 0 }))
  // A disc without extent is the place itself.
  if (contenders.length > 1 && millimetres(place.accuracy) > 0) {
    eachFixedPoint(place, (x, y) => {
      const first = contenders.find((one) => insideRow(rows.borders, one.row, x, y))
      if (first) first.hits += 1
    })
  }
  const points = contenders.reduce((sum, one) => sum + one.hits, 0)
  if (points > 0) return { contenders, points }
  for (const one of contenders) one.hits = one.row === winner ? 1 : 0
  return { contenders, points: 1 }
}

function discRadius(accuracy: number): number {
  return Math.min(accuracy, DISC_M)
}

function eachFixedPoint({ x, y, accuracy }: Place, visit: (x: number, y: number) => void): void {
  const radius = discRadius(accuracy)
  for (const [east, north] of UNIT) visit(x + east * radius, y + north * radius)
}
