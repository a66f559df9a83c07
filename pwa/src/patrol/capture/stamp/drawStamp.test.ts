import { describe, expect, it } from 'vitest'

import { broken, drawStamp, type Pen } from './drawStamp'
import type { Stamp } from './stampWords'

const STAMP: Stamp = {
  plate: 'Elm Street 02',
  known: true,
  time: '2026-11-20 08:15:30',
  lines: ['Out of shop · Close-up', '113.671123, 34.741926 ±8 m · WGS-84', 'Cell 410103001002003', 'No. patrol01 · Report 0A1B2C3D · Photo 9f86d081'],
}

/** A pen whose letters are all half as wide as high; it remembers what it wrote and where it filled. */
function aPen() {
  const written: { text: string; x: number; y: number; right: number }[] = []
  const filled: { style: string; x: number; y: number; width: number; height: number }[] = []
  const size = () => Number(/(\d+)px/.exec(pen.font)?.[1])
  const pen = {
    fillStyle: '',
    strokeStyle: '',
    lineWidth: 1,
    font: '',
    textBaseline: 'alphabetic',
    measureText: (text: string) => ({ width: (text.length * size()) / 2 }),
    fillText: (text: string, x: number, y: number) => written.push({ text, x, y, right: x + (text.length * size()) / 2 }),
    fillRect: (x: number, y: number, width: number, height: number) => filled.push({ style: pen.fillStyle, x, y, width, height }),
    strokeRect: () => undefined,
  }
  return { pen: pen as unknown as Pen, written, filled }
}

describe('the stamp on a copy', () => {
  it.each([
    [1600, 1200],
    [1200, 1600],
    [320, 240],
  ])('holds every word inside a picture of %i × %i, on a band', (width, height) => {
    const { pen, written, filled } = aPen()
    drawStamp(pen, { width, height }, STAMP)
    const letters = (texts: string[]) => texts.join('').replaceAll(/[ ·]/g, '')
    expect(letters(written.map(({ text }) => text))).toBe(letters([STAMP.plate, STAMP.time, ...STAMP.lines]))
    const band = filled[0]!
    expect([band.x, band.width, band.y + band.height]).toEqual([0, width, height])
    for (const { x, y, right } of written) {
      expect(x).toBeGreaterThan(0)
      expect(right).toBeLessThanOrEqual(width)
      expect(y).toBeGreaterThan(band.y)
      expect(y).toBeLessThan(height)
    }
    expect(new Set(written.map(({ x, y }) => `${x} ${y}`)).size).toBe(written.length)
  })

  it('paints the plate only where the segment is known', () => {
    const blue = (known: boolean) => {
      const { pen, filled } = aPen()
      drawStamp(pen, { width: 1600, height: 1200 }, { ...STAMP, known })
      return filled.filter(({ style }) => style.startsWith('#0a3f94')).length
    }
    expect([blue(true), blue(false)]).toEqual([1, 0])
  })
})

describe('a line that is too long', () => {
  const width = (text: string) => text.length

  it('breaks at the dots between its parts and loses no letter', () => {
    expect(broken('one · two · three', 9, width)).toEqual(['one · two', 'three'])
    expect(broken('one · two', 99, width)).toEqual(['one · two'])
  })

  it('breaks anywhere when a part alone is longer', () => {
    expect(broken('abcdefghij', 4, width)).toEqual(['abcd', 'efgh', 'ij'])
  })
})
