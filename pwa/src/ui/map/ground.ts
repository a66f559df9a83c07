/**
 * What a map draws of a city: roads with their depth, the person's own segments, cells. Turned once into flat numbers
 * of the web Mercator square, so that a frame is a multiplication per corner. Knows no map library and no colours.
 */
import type { LonLat } from '@/domain/geography'
import type { Mark } from './marks'

/** One straight-through line of a segment; a segment of several lines has an entry for each. */
export interface Street {
  code: string
  /** What is written beside it; null without a name. */
  label: string | null
  depth_m: number
  line: LonLat[]
  /** The person's own: bold, with a plate. */
  own?: boolean
  /** What becomes of it in a plan. */
  mark?: Mark
}

export interface Cell {
  code: string
  label: string
  rings: LonLat[][]
  mark?: Mark
}

export interface Ground {
  streets: Street[]
  cells: Cell[]
  /** Borders of the area, where single cells are too many to draw. */
  outlines: LonLat[][]
}

export const NO_GROUND: Ground = { streets: [], cells: [], outlines: [] }

/** West, south, east, north in whatever unit the numbers have. */
export type Box = [number, number, number, number]

/** Corners as x0, y0, x1, y1 … in the square from 0 to 1, y growing southwards, and the box around them. */
export interface Path {
  xy: Float64Array
  box: Box
}

export interface Drawable {
  streets: { street: Street; path: Path }[]
  cells: { cell: Cell; rings: Path[]; box: Box }[]
  outlines: Path[]
}

/** Where web maps end (EPSG:3857). */
const LAST_LAT = 85.0511287798
const DEGREE = Math.PI / 180

/** Place of WGS-84 degrees in the web Mercator square. */
export function toSquare([lon, lat]: LonLat): [number, number] {
  const sin = Math.sin(Math.max(-LAST_LAT, Math.min(LAST_LAT, lat)) * DEGREE)
  return [lon / 360 + 0.5, 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)]
}

/** Degrees of a place in the square. */
export function toDegrees([x, y]: readonly [number, number]): LonLat {
  return [(x - 0.5) * 360, Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) / DEGREE]
}

export function drawableOf({ streets, cells, outlines }: Ground): Drawable {
  return {
    streets: streets.filter(({ line }) => line.length > 1).map((street) => ({ street, path: pathOf(street.line) })),
    cells: cells.map((cell) => {
      const rings = cell.rings.map(pathOf)
      return { cell, rings, box: rings[0]?.box ?? NOWHERE }
    }),
    outlines: outlines.map(pathOf),
  }
}

const NOWHERE: Box = [Infinity, Infinity, -Infinity, -Infinity]

function pathOf(line: LonLat[]): Path {
  const xy = new Float64Array(line.length * 2)
  const box: Box = [...NOWHERE]
  line.forEach((place, i) => {
    const [x, y] = toSquare(place)
    xy[2 * i] = x
    xy[2 * i + 1] = y
    widen(box, x, y)
  })
  return { xy, box }
}

export function widen(box: Box, x: number, y: number): void {
  box[0] = Math.min(box[0], x)
  box[1] = Math.min(box[1], y)
  box[2] = Math.max(box[2], x)
  box[3] = Math.max(box[3], y)
}

export function meets(a: Readonly<Box>, b: Readonly<Box>): boolean {
  return a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1]
}

/** The box in degrees around all of these lines; null without any. */
export function boxOf(lines: LonLat[][]): Box | null {
  const box: Box = [...NOWHERE]
  for (const line of lines) for (const [lon, lat] of line) widen(box, lon, lat)
  return box[0] <= box[2] ? box : null
}
