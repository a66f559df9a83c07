/**
 * Handwriting with a finger or a pen: a field that collects strokes, and strokes drawn again as lines. A stroke's points
 * are [x, y, t]: a thousandth of the field's width is the unit of both x and y, so that the writing keeps its shape
 * wherever it is drawn; t is milliseconds since the first touch. Pure: no framework, no storage.
 */
import { svgElement } from './elements'

export type Stroke = [x: number, y: number, t: number][]

const UNITS = 1000
/** Two and a half times as wide as high. */
const HEIGHT = 400
/** A signature has some hundred points; more is somebody playing. */
const MOST_POINTS = 1_000
/** A point nearer than this to the one before says nothing. */
const NEAREST = 4
/** Around a signature that is shown, so that no line touches the edge. */
const MARGIN = 20

/** Turns a field of the page into one to write in; `finished` is told after every stroke, with all of them. */
export function strokePad(label: string, strokes: Stroke[], finished: (strokes: Stroke[]) => void): SVGSVGElement {
  const pad = svgElement('svg', { class: 'pad', viewBox: `0 0 ${UNITS} ${HEIGHT}`, role: 'img', 'aria-label': label }, ...strokes.map(line))
  const began = strokes.length > 0 ? performance.now() - lastTime(strokes) : null
  let first = began
  let current: Stroke | null = null
  let drawn: SVGPolylineElement | null = null

  function point(event: PointerEvent): [number, number, number] {
    const box = pad.getBoundingClientRect()
    first ??= event.timeStamp
    const share = (at: number, from: number, most: number) => Math.round(Math.min(most, Math.max(0, ((at - from) / (box.width || 1)) * UNITS)))
    return [share(event.clientX, box.left, UNITS), share(event.clientY, box.top, HEIGHT), Math.max(0, Math.round(event.timeStamp - first))]
  }

  pad.addEventListener('pointerdown', (event) => {
    event.preventDefault()
    pad.setPointerCapture?.(event.pointerId)
    current = [point(event)]
    drawn = line(current)
    pad.append(drawn)
  })
  pad.addEventListener('pointermove', (event) => {
    if (!current || !drawn || current.length >= MOST_POINTS) return
    const [x, y, t] = point(event)
    const [lastX, lastY] = current[current.length - 1] as Stroke[number]
    if (Math.hypot(x - lastX, y - lastY) < NEAREST) return
    current.push([x, y, t])
    drawn.setAttribute('points', points(current))
  })
  const end = () => {
    if (current) finished([...strokes, current])
    current = null
  }
  pad.addEventListener('pointerup', end)
  pad.addEventListener('pointercancel', end)
  return pad
}

function lastTime(strokes: Stroke[]): number {
  const last = strokes[strokes.length - 1]
  return last?.[last.length - 1]?.[2] ?? 0
}

/** A signature as large as its place allows. */
export function signature(label: string, strokes: Stroke[]): SVGSVGElement {
  const [xs, ys] = [0, 1].map((axis) => ([] as Stroke).concat(...strokes).map((point) => point[axis] as number)) as [number[], number[]]
  const [left, top] = [Math.min(...xs) - MARGIN, Math.min(...ys) - MARGIN]
  const viewBox = strokes.length === 0 ? `0 0 ${UNITS} ${HEIGHT}` : [left, top, Math.max(...xs) - left + MARGIN, Math.max(...ys) - top + MARGIN].join(' ')
  return svgElement('svg', { class: 'signature', viewBox, role: 'img', 'aria-label': label }, ...strokes.map(line))
}

function line(stroke: Stroke): SVGPolylineElement {
  return svgElement('polyline', { points: points(stroke), 'vector-effect': 'non-scaling-stroke' })
}

/** A tap is a dot, which a line of one point would not show. */
function points(stroke: Stroke): string {
  return (stroke.length > 1 ? stroke : [...stroke, ...stroke]).map(([x, y]) => `${x},${y}`).join(' ')
}
