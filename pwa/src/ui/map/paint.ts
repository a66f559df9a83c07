/**
 * Paints the ground on a canvas: cells, roads, the person's own segments and place. Knows numbers, colours and a
 * drawing context; must not know a map library or where the ground came from.
 */
import type { LonLat } from '@/domain/geography'
import { meets, toSquare, type Box, type Drawable, type Path } from './ground'
import type { Rectangle } from './labels'
import { paintMarks } from './marks'
import type { Palette } from './palette'
import { writeLabels } from './writing'

/** Which part of the square is painted, and how large. */
export interface Frame {
  /** Pixels of the whole square. */
  scale: number
  /** Pixels from the square's corner to the canvas's. */
  left: number
  top: number
  width: number
  height: number
  pixelsPerMetre: number
  /** Where names may stand, in pixels of the canvas: what a person sees, without the buttons. The rest comes into sight
   * while the map is moved. */
  seen: Rectangle
}

/** Where the person is, as surely as the receiver says. */
export interface Here {
  place: LonLat
  accuracy_m: number | null
}

export interface Painted {
  ground: Drawable
  /** Words beside places of the person's own. */
  notes: { place: LonLat; text: string }[]
  /** Kept free of labels: pins and the person's place, in pixels of the canvas. */
  taken: Rectangle[]
  here: Here | null
  /** Pictures lie beneath, which a filled road would hide. */
  overTiles: boolean
  /** Every segment shows where it begins and ends, not only the person's own. */
  allSegments: boolean
}

export type Ink = CanvasRenderingContext2D

/** Thinner than this a road is one line. */
const STRIP_PX = 5
const HAIR_PX = 1.5
/** Pixels of a segment's line, of the bars at its ends, and the bars' length. */
const OWN = { line: 6, bar: 4, length: 20 }
const ANY = { line: 1.5, bar: 1.5, length: 10 }
/** More cells than this have plain borders: dots would cost a frame. */
const DOTTED_CELLS = 1_500
export function paint(ink: Ink, frame: Frame, what: Painted, palette: Palette): void {
  ink.clearRect(0, 0, frame.width, frame.height)
  const sight = sightOf(frame)
  const streets = what.ground.streets.filter(({ path }) => meets(path.box, sight))
  const cells = what.ground.cells.filter(({ box }) => meets(box, sight))
  paintCells(ink, frame, cells, what.ground.outlines, palette)
  paintRoads(ink, frame, streets, what.overTiles, palette)
  for (const { street, path } of streets) {
    if (street.own) paintSegment(ink, frame, path, OWN, palette)
    else if (what.allSegments && street.depth_m * frame.pixelsPerMetre >= STRIP_PX) paintSegment(ink, frame, path, ANY, palette)
  }
  paintMarks(ink, frame, { streets, cells }, palette)
  writeLabels(ink, frame, { streets, cells, notes: what.notes, taken: what.taken }, palette)
  if (what.here) paintHere(ink, frame, what.here, palette)
}

/** The part of the square in the frame, with a little around it for roads' widths. */
export function sightOf({ scale, left, top, width, height }: Frame): Box {
  const margin = 40
  return [(left - margin) / scale, (top - margin) / scale, (left + width + margin) / scale, (top + height + margin) / scale]
}

/** Adds a path to the one being drawn. */
export function trace(ink: Ink, { scale, left, top }: Frame, { xy }: Path): void {
  for (let i = 0; i < xy.length; i += 2) {
    const [x, y] = [(xy[i] ?? 0) * scale - left, (xy[i + 1] ?? 0) * scale - top]
    if (i === 0) ink.moveTo(x, y)
    else ink.lineTo(x, y)
  }
}

function paintCells(ink: Ink, frame: Frame, cells: Drawable['cells'], outlines: Path[], palette: Palette): void {
  const dotted = cells.length <= DOTTED_CELLS
  ink.lineWidth = 1
  ink.globalAlpha = dotted ? 0.7 : 0.35
  ink.strokeStyle = palette['line-strong']
  ink.setLineDash(dotted ? [2, 5] : [])
  ink.beginPath()
  for (const { rings } of cells) for (const ring of rings) trace(ink, frame, ring)
  ink.stroke()
  ink.globalAlpha = 1
  ink.setLineDash([8, 4])
  ink.lineWidth = 2
  ink.beginPath()
  for (const outline of outlines) trace(ink, frame, outline)
  ink.stroke()
  ink.setLineDash([])
}

/** All borders first, then all surfaces, so that crossings are open as on the street. */
function paintRoads(ink: Ink, frame: Frame, streets: Drawable['streets'], overTiles: boolean, palette: Palette): void {
  const widths = new Map<number, Path[]>()
  for (const { street, path } of streets) {
    const width = Math.round(2 * street.depth_m * frame.pixelsPerMetre)
    const alike = widths.get(width)
    if (alike) alike.push(path)
    else widths.set(width, [path])
  }
  ink.lineJoin = 'round'
  ink.lineCap = 'round'
  ink.strokeStyle = palette['line-strong']
  for (const [width, paths] of widths) stroke(ink, frame, paths, overTiles ? HAIR_PX : width < STRIP_PX ? Math.max(HAIR_PX, width) : width + 3)
  if (overTiles) return
  ink.strokeStyle = palette.surface
  for (const [width, paths] of widths) if (width >= STRIP_PX) stroke(ink, frame, paths, width)
}

function stroke(ink: Ink, frame: Frame, paths: Path[], width: number): void {
  ink.lineWidth = width
  ink.beginPath()
  for (const path of paths) trace(ink, frame, path)
  ink.stroke()
}

/** Along its middle, with a bar across each end: where the stretch begins and stops. */
function paintSegment(ink: Ink, frame: Frame, path: Path, { line, bar, length }: typeof OWN, palette: Palette): void {
  ink.strokeStyle = palette.act
  ink.lineCap = 'butt'
  stroke(ink, frame, [path], line)
  ink.lineWidth = bar
  const { xy } = path
  const at = (i: number) => [(xy[i] ?? 0) * frame.scale - frame.left, (xy[i + 1] ?? 0) * frame.scale - frame.top] as const
  for (const [end, next] of [[0, 2], [xy.length - 2, xy.length - 4]] as const) {
    const [[x, y], [nextX, nextY]] = [at(end), at(next)]
    const along = Math.atan2(nextY - y, nextX - x)
    const [dx, dy] = [(-Math.sin(along) * length) / 2, (Math.cos(along) * length) / 2]
    ink.beginPath()
    ink.moveTo(x - dx, y - dy)
    ink.lineTo(x + dx, y + dy)
    ink.stroke()
  }
}

function paintHere(ink: Ink, frame: Frame, { place, accuracy_m }: Here, palette: Palette): void {
  const [x, y] = pixelOf(frame, place)
  const disc = (radius: number) => {
    ink.beginPath()
    ink.arc(x, y, radius, 0, 2 * Math.PI)
  }
  if (accuracy_m !== null) {
    disc(accuracy_m * frame.pixelsPerMetre)
    ink.fillStyle = ink.strokeStyle = palette.act
    ink.globalAlpha = 0.16
    ink.fill()
    ink.globalAlpha = 1
    ink.lineWidth = 2
    ink.stroke()
  }
  disc(8)
  ink.fillStyle = palette.ink
  ink.strokeStyle = palette.surface
  ink.lineWidth = 6
  ink.stroke()
  ink.fill()
}

/** Pixels of the canvas. */
export function pixelOf({ scale, left, top }: Frame, place: LonLat): [number, number] {
  const [x, y] = toSquare(place)
  return [x * scale - left, y * scale - top]
}
