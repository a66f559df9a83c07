/** Writes the names on the ground: where each stands, and which find room. Knows a drawing context and numbers. */
import type { Drawable, Path } from './ground'
import { placeLabels, type Label, type Rectangle } from './labels'
import { pixelOf, type Frame, type Ink, type Painted } from './paint'
import type { Palette } from './palette'

const LETTER_PX = 14
const LINE_PX = 20
/** A cell narrower than its number stays without. */
const CELL_MARGIN_PX = 12
const PLATE_PADDING = 10
/** A plate stands clear of its road. */
const PLATE_ABOVE_PX = 26
/** A name beside a mark leaves the mark to be seen. */
const MARKED_ABOVE_PX = 16
/** A street in sight for less than this share of its name's width stays without. */
const LEAST_RUN = 0.6
/** How far the words beside a pin stand below it. */
const NOTE_BELOW_PX = 31
/** Where on what is seen of a line its name is tried. */
const SHARES = [0.5, 0.25, 0.75]
const EDGE_PX = 4

export interface Written {
  streets: Drawable['streets']
  cells: Drawable['cells']
  notes: Painted['notes']
  taken: Rectangle[]
}

export function writeLabels(ink: Ink, frame: Frame, { streets, cells, notes, taken }: Written, palette: Palette): void {
  const wanted = [...streetLabels(ink, frame, streets, palette), ...noteLabels(ink, frame, notes, palette), ...cellLabels(ink, frame, cells, palette)]
  for (const label of placeLabels(wanted, frame.seen, taken)) write(ink, label, palette)
}

function streetLabels(ink: Ink, frame: Frame, streets: Drawable['streets'], palette: Palette): Label[] {
  return streets.flatMap(({ street: { label, own, mark }, path }): Label[] => {
    const seen = label === null ? null : spotsInSight(path, frame)
    if (label === null || seen === null) return []
    ink.font = fontOf(palette, own === true)
    const width = ink.measureText(label).width
    if (own) return seen.spots.map((spot) => plateAt(spot, label, width + 2 * PLATE_PADDING, frame.seen))
    const lift = mark === undefined || mark === 'same' ? 0 : MARKED_ABOVE_PX
    const streetAt = ([x, y]: Spot): Label => ({ text: label, x, y: y - lift, width, height: LINE_PX, look: 'street' })
    return seen.length < width * LEAST_RUN ? [] : seen.spots.map(streetAt)
  })
}

/** Above its road, and moved sidewards as far as the edge of the map asks. */
function plateAt([x, y]: Spot, text: string, width: number, [left, , right]: Rectangle): Label {
  const room = width / 2 + EDGE_PX
  const inside = Math.max(left + room, Math.min(right - room, x))
  return { text, x: inside, y: y - PLATE_ABOVE_PX, width, height: LINE_PX + 8, look: 'plate' }
}

function cellLabels(ink: Ink, frame: Frame, cells: Drawable['cells'], palette: Palette): Label[] {
  ink.font = fontOf(palette, false)
  return cells.flatMap(({ cell, box }) => {
    const width = ink.measureText(cell.label).width
    if ((box[2] - box[0]) * frame.scale < width + CELL_MARGIN_PX) return []
    const [x, y] = [((box[0] + box[2]) / 2) * frame.scale - frame.left, ((box[1] + box[3]) / 2) * frame.scale - frame.top]
    return [{ text: cell.label, x, y, width, height: LINE_PX, look: 'cell' as const }]
  })
}

function noteLabels(ink: Ink, frame: Frame, notes: Painted['notes'], palette: Palette): Label[] {
  ink.font = fontOf(palette, true)
  return notes.map(({ place, text }) => {
    const [x, y] = pixelOf(frame, place)
    return { text, x, y: y + NOTE_BELOW_PX, width: ink.measureText(text).width, height: LINE_PX, look: 'mine' as const }
  })
}

/** Places for a name on the longest run of the line in sight, the best first, and that run's length in pixels. */
export function spotsInSight({ xy }: Path, frame: Frame): { spots: Spot[]; length: number } | null {
  const at = (i: number) => [(xy[2 * i] ?? 0) * frame.scale - frame.left, (xy[2 * i + 1] ?? 0) * frame.scale - frame.top] as Spot
  const runs: { points: Spot[]; length: number }[] = []
  let run: (typeof runs)[number] | null = null
  for (let i = 1; i < xy.length / 2; i += 1) {
    const part = clip(at(i - 1), at(i), frame.seen)
    if (part === null) {
      run = null
      continue
    }
    if (run === null) runs.push((run = { points: [part[0]], length: 0 }))
    run.points.push(part[1])
    run.length += apart(...part)
  }
  const longest = runs.sort((a, b) => b.length - a.length)[0]
  if (!longest) return null
  return { spots: SHARES.map((share) => along(longest.points, longest.length * share)), length: longest.length }
}

type Spot = readonly [x: number, y: number]

const NOWHERE: Spot = [0, 0]
const apart = (a: Spot, b: Spot) => Math.hypot(b[0] - a[0], b[1] - a[1])

function along(points: Spot[], target: number): Spot {
  let gone = 0
  for (let i = 1; i < points.length; i += 1) {
    const [a, b] = [points[i - 1] ?? NOWHERE, points[i] ?? NOWHERE]
    const step = apart(a, b)
    if (gone + step >= target && step > 0) {
      const share = (target - gone) / step
      return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]
    }
    gone += step
  }
  return points[0] ?? NOWHERE
}

/** The part of a stretch inside a rectangle (Liang and Barsky); null when it is outside. */
function clip(a: Spot, b: Spot, [left, top, right, bottom]: Rectangle): [Spot, Spot] | null {
  let [from, to] = [0, 1]
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
  for (const [p, q] of [[-dx, a[0] - left], [dx, right - a[0]], [-dy, a[1] - top], [dy, bottom - a[1]]] as const) {
    if (p === 0 && q < 0) return null
    if (p < 0) from = Math.max(from, q / p)
    if (p > 0) to = Math.min(to, q / p)
  }
  if (from > to) return null
  return [[a[0] + dx * from, a[1] + dy * from], [a[0] + dx * to, a[1] + dy * to]]
}

function write(ink: Ink, { text, x, y, width, height, look }: Label, palette: Palette): void {
  ink.textAlign = 'center'
  ink.textBaseline = 'middle'
  ink.font = fontOf(palette, look === 'plate' || look === 'mine')
  if (look === 'plate') {
    writePlate(ink, [x - width / 2, y - height / 2, width, height], palette)
    ink.fillStyle = palette['plate-ink']
  } else if (look === 'street') {
    ink.fillStyle = palette.surface
    ink.fillRect(x - width / 2 - 2, y - height / 2 + 1, width + 4, height - 2)
    ink.fillStyle = palette.ink
  } else {
    ink.lineWidth = 4
    ink.lineJoin = 'round'
    ink.strokeStyle = look === 'cell' ? palette.bg : palette.surface
    ink.strokeText(text, x, y)
    ink.fillStyle = look === 'mine' ? palette['done-ink'] : palette['ink-2']
  }
  ink.fillText(text, x, y + 1)
}

function writePlate(ink: Ink, [left, top, width, height]: [number, number, number, number], palette: Palette): void {
  ink.fillStyle = palette.plate
  ink.beginPath()
  ink.roundRect(left, top, width, height, 4)
  ink.fill()
  ink.strokeStyle = palette['plate-ink']
  ink.lineWidth = 1
  ink.beginPath()
  ink.roundRect(left + 2.5, top + 2.5, width - 5, height - 5, 2)
  ink.stroke()
}

export const fontOf = ({ font }: Palette, bold: boolean) => `${bold ? 700 : 400} ${LETTER_PX}px ${font}`
