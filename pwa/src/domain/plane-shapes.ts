/**
 * Lines and polygons in the plane, as flat arrays of straight pieces in square buckets. Knows no codes and no rules.
 * Distances are computed with the server's operations in the server's order (app/areas/segment_layer.py).
 */

/** Numbers per piece: ax, ay, dx, dy, squared length. */
export const STRIDE = 5
/** Metres: about a cell's width, so that a usual question looks into a handful of buckets. */
const BUCKET = 100
/** A thing over more buckets (7 km squared) lies in none and is looked at everywhere: a slip of a pen must not fill the memory. */
const MOST_BUCKETS = 5_000

/** Straight pieces of many rows; `first[row]` to `first[row + 1]` are a row's own. */
export interface Pieces {
  numbers: Float64Array
  first: Int32Array
  rowOf: Int32Array
}

export type Points = readonly (readonly [number, number])[]

/** Pieces of rows, each row a list of lines in metres. Lines of a single point have none. */
export function piecesOf(rows: readonly (readonly Points[])[]): Pieces {
  const numbers: number[] = []
  const rowOf: number[] = []
  const first = new Int32Array(rows.length + 1)
  rows.forEach((lines, row) => {
    for (const line of lines) {
      for (let at = 1; at < line.length; at += 1) {
        const [ax, ay] = line[at - 1] as [number, number]
        const [bx, by] = line[at] as [number, number]
        const dx = bx - ax
        const dy = by - ay
        numbers.push(ax, ay, dx, dy, dx * dx + dy * dy || 1.0) // a repeated corner: whatever divides nought
        rowOf.push(row)
      }
    }
    first[row + 1] = rowOf.length
  })
  return { numbers: Float64Array.from(numbers), first, rowOf: Int32Array.from(rowOf) }
}

/** Squared distance in m² from a place to one piece. */
export function squaredTo(pieces: Pieces, piece: number, x: number, y: number): number {
  const n = pieces.numbers
  const at = piece * STRIDE
  const dx = n[at + 2] as number
  const dy = n[at + 3] as number
  let ex = x - (n[at] as number)
  let ey = y - (n[at + 1] as number)
  let along = (ex * dx + ey * dy) / (n[at + 4] as number)
  if (along > 1.0) along = 1.0
  if (along < 0.0) along = 0.0
  ex -= along * dx
  ey -= along * dy
  return ex * ex + ey * ey
}

/** Squared distance in m² from a place to the nearest piece of a row. */
export function squaredToRow(pieces: Pieces, row: number, x: number, y: number): number {
  let least = Infinity
  const stop = pieces.first[row + 1] as number
  for (let piece = pieces.first[row] as number; piece < stop; piece += 1) {
    least = Math.min(least, squaredTo(pieces, piece, x, y))
  }
  return least
}

/** The pieces of a row that are at most this far from a place; of a whole disc around it no other can be the nearest. */
export function piecesWithin(pieces: Pieces, row: number, x: number, y: number, metres: number): number[] {
  const found: number[] = []
  const stop = pieces.first[row + 1] as number
  for (let piece = pieces.first[row] as number; piece < stop; piece += 1) {
    if (squaredTo(pieces, piece, x, y) <= metres * metres) found.push(piece)
  }
  return found
}

/** Squared distance in m² from a place to the nearest of some pieces. */
export function squaredToPieces(pieces: Pieces, some: readonly number[], x: number, y: number): number {
  let least = Infinity
  for (const piece of some) least = Math.min(least, squaredTo(pieces, piece, x, y))
  return least
}

/** A length in whole millimetres, halves up. */
export function millimetres(metres: number): number {
  return Math.floor(metres * 1000.0 + 0.5)
}

/** Distance in mm to a polygon whose borders are a row's pieces; 0 covers, borders included. */
export function polygonMm(pieces: Pieces, row: number, x: number, y: number): number {
  return insideRow(pieces, row, x, y) ? 0 : millimetres(Math.sqrt(squaredToRow(pieces, row, x, y)))
}

/** Even-odd over all rings of a row, so holes and parts need no names. */
export function insideRow(pieces: Pieces, row: number, x: number, y: number): boolean {
  const n = pieces.numbers
  let inside = false
  const stop = pieces.first[row + 1] as number
  for (let piece = pieces.first[row] as number; piece < stop; piece += 1) {
    const at = piece * STRIDE
    const ax = n[at] as number
    const ay = n[at + 1] as number
    const dy = n[at + 3] as number
    if (ay > y !== ay + dy > y && x < ((n[at + 2] as number) * (y - ay)) / dy + ax) inside = !inside
  }
  return inside
}

/** West, south, east, north in metres. */
type Box = readonly [number, number, number, number]

/** Things in square buckets, by the boxes around them. */
export class Buckets {
  private readonly held = new Map<string, number[]>()
  private readonly everywhere: number[] = []
  private readonly size: number

  constructor(boxes: readonly Box[]) {
    this.size = boxes.length
    boxes.forEach((box, thing) => {
      const span = spanOf(box)
      // What is no number is no reason to look at a thing less.
      if (!(bucketsOf(span) <= MOST_BUCKETS)) this.everywhere.push(thing)
      else {
        eachBucket(span, (key) => {
          const bucket = this.held.get(key)
          if (bucket) bucket.push(thing)
          else this.held.set(key, [thing])
        })
      }
    })
  }

  /** Things whose bucket is within `reach` metres of a place, ascending; never fewer than are within reach. */
  around(x: number, y: number, reach: number): number[] {
    const span = spanOf([x - reach, y - reach, x + reach, y + reach])
    if (bucketsOf(span) > this.held.size) return Array.from({ length: this.size }, (_, thing) => thing)
    const found = new Set<number>(this.everywhere)
    eachBucket(span, (key) => {
      for (const thing of this.held.get(key) ?? []) found.add(thing)
    })
    return [...found].sort((a, b) => a - b)
  }
}

/** A box in numbers of buckets, the last ones included. */
function spanOf([west, south, east, north]: Box): Box {
  return [Math.floor(west / BUCKET), Math.floor(south / BUCKET), Math.floor(east / BUCKET), Math.floor(north / BUCKET)]
}

/** None for the box around nothing. */
function bucketsOf([west, south, east, north]: Box): number {
  return east < west ? 0 : (east - west + 1) * (north - south + 1)
}

function eachBucket([west, south, east, north]: Box, visit: (key: string) => void): void {
  for (let i = west; i <= east; i += 1) {
    for (let j = south; j <= north; j += 1) visit(`${i},${j}`)
  }
}

/** The box around each piece. */
export function boxesOfPieces(pieces: Pieces): [number, number, number, number][] {
  return Array.from(pieces.rowOf, (_, piece) => {
    const [ax, ay, dx, dy] = pieces.numbers.subarray(piece * STRIDE, piece * STRIDE + 4) as unknown as [number, number, number, number]
    return [Math.min(ax, ax + dx), Math.min(ay, ay + dy), Math.max(ax, ax + dx), Math.max(ay, ay + dy)]
  })
}

/** The box around each row. */
export function boxesOfRows(pieces: Pieces): [number, number, number, number][] {
  const boxes = boxesOfPieces(pieces)
  return Array.from({ length: pieces.first.length - 1 }, (_, row) => {
    const own = boxes.slice(pieces.first[row] as number, pieces.first[row + 1] as number)
    return own.reduce<[number, number, number, number]>(
      (a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])],
      [Infinity, Infinity, -Infinity, -Infinity],
    )
  })
}
