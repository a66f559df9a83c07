/**
 * Draws a picture and its stamp on a copy. The original is only read. Knows canvases; must not know reports or words.
 */
import { LONG_EDGE, QUALITY, type Size } from '@/domain/picture'
import type { Stamp } from './stampWords'

/** What of a canvas a stamp needs; its state is left as it happens to be. */
export type Pen = Pick<CanvasRenderingContext2D, 'fillRect' | 'strokeRect' | 'fillText' | 'measureText'> & {
  fillStyle: string | CanvasGradient | CanvasPattern
  strokeStyle: string | CanvasGradient | CanvasPattern
  lineWidth: number
  font: string
  textBaseline: CanvasTextBaseline
}

const FAMILY = 'system-ui, "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif'
/** Of the picture's width: readable on a phone, and on paper a tenth of the page. */
const TEXT_SHARE = 1 / 44
const SMALLEST_PX = 14
const LINE = 1.45
/** Of the blue of street plates, and of a band through which the picture can still be guessed. */
const PLATE = '#0a3f94'
const BAND = 'rgba(0, 0, 0, 0.72)'
const INK = '#ffffff'
/** Between the parts of a line. */
const DOT = ' · '

/** A stamped JPEG of the picture, its long edge at most that of sent photos. Rejects where the canvas gives none. */
export async function stampedCopy(picture: CanvasImageSource, size: Size, stamp: Stamp): Promise<Blob> {
  const scale = Math.min(1, LONG_EDGE / Math.max(size.width, size.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(size.width * scale))
  canvas.height = Math.max(1, Math.round(size.height * scale))
  const pen = canvas.getContext('2d')
  if (pen === null) throw new Error('no canvas')
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height)
  drawStamp(pen, canvas, stamp)
  return new Promise((resolve, reject) => {
    canvas.toBlob((copy) => (copy === null ? reject(new Error('no picture')) : resolve(copy)), 'image/jpeg', QUALITY)
  })
}

/** The band along the lower edge: plate and time first, the other lines below, broken where they are too long. */
export function drawStamp(pen: Pen, { width, height }: Size, stamp: Stamp): void {
  const text = Math.max(SMALLEST_PX, Math.round(width * TEXT_SHARE))
  const pad = Math.round(text * 0.8)
  const row = Math.round(text * LINE)
  pen.textBaseline = 'middle'
  pen.font = `600 ${text}px ${FAMILY}`
  const inside = width - 2 * pad
  const beside = pen.measureText(stamp.plate).width + 3 * pad + pen.measureText(stamp.time).width <= inside
  pen.font = `${text}px ${FAMILY}`
  const lines = stamp.lines.flatMap((line) => broken(line, inside, (part) => pen.measureText(part).width))
  const head = 2 * row + (beside ? 0 : row)
  const top = height - (head + lines.length * row + 2 * pad)
  pen.fillStyle = BAND
  pen.fillRect(0, top, width, height - top)
  drawHead(pen, stamp, { left: pad, top: top + pad, row, pad, font: `600 ${text}px ${FAMILY}`, beside })
  pen.font = `${text}px ${FAMILY}`
  pen.fillStyle = INK
  lines.forEach((line, index) => pen.fillText(line, pad, top + pad + head + (index + 0.5) * row))
}

interface Head {
  left: number
  top: number
  row: number
  pad: number
  font: string
  /** Whether the time has room beside the plate. */
  beside: boolean
}

function drawHead(pen: Pen, stamp: Stamp, { left, top, row, pad, font, beside }: Head): void {
  pen.font = font
  const plate = Math.ceil(pen.measureText(stamp.plate).width) + 2 * pad
  const tall = Math.round(row * 1.6)
  pen.strokeStyle = INK
  pen.lineWidth = Math.max(1, Math.round(row / 16))
  if (stamp.known) {
    pen.fillStyle = PLATE
    pen.fillRect(left, top, plate, tall)
  }
  pen.strokeRect(left + pen.lineWidth * 2, top + pen.lineWidth * 2, plate - pen.lineWidth * 4, tall - pen.lineWidth * 4)
  pen.fillStyle = INK
  pen.fillText(stamp.plate, left + pad, top + tall / 2)
  pen.fillText(stamp.time, beside ? left + plate + pad : left, beside ? top + tall / 2 : top + 2.5 * row)
}

/** The line in pieces of at most `most` pixels, broken at the dots between its parts and, where one is longer, anywhere. */
export function broken(line: string, most: number, widthOf: (text: string) => number): string[] {
  const pieces: string[] = []
  let piece = ''
  for (const part of line.split(DOT)) {
    const longer = piece === '' ? part : piece + DOT + part
    if (piece !== '' && widthOf(longer) > most) pieces.push(piece)
    piece = piece !== '' && widthOf(longer) > most ? part : longer
  }
  return [...pieces, piece].flatMap((one) => cut(one, most, widthOf))
}

function cut(text: string, most: number, widthOf: (text: string) => number): string[] {
  const pieces = ['']
  for (const character of text) {
    const last = pieces.length - 1
    if (pieces[last] !== '' && widthOf(pieces[last] + character) > most) pieces.push(character)
    else pieces[last] += character
  }
  return pieces
}
