import { describe, expect, it } from 'vitest'

import { decoding } from './picture'
import { pixelSize } from './pixel-size'

const bytes = (...values: number[]) => Uint8Array.from(values).buffer
/** A segment of `length` bytes after its marker. */
const segment = (marker: number, length: number) => [0xff, marker, length >> 8, length & 255, ...Array<number>(length - 2).fill(0xd8)]
const frame = (marker: number, width: number, height: number) => [0xff, marker, 0, 17, 8, height >> 8, height & 255, width >> 8, width & 255, 3]

describe('the size of a picture', () => {
  it('stands behind whatever a camera puts before it', () => {
    expect(pixelSize(bytes(0xff, 0xd8, ...segment(0xe1, 900), ...segment(0xdb, 67), ...frame(0xc0, 8064, 6048)))).toEqual({ width: 8064, height: 6048 })
    expect(pixelSize(bytes(0xff, 0xd8, 0xff, ...segment(0xc4, 30), ...frame(0xc2, 640, 480)))).toEqual({ width: 640, height: 480 })
  })

  it('of a PNG stands in its first chunk', () => {
    const png = new DataView(new ArrayBuffer(33))
    png.setUint32(0, 0x89504e47)
    png.setUint32(16, 13_000)
    png.setUint32(20, 12_000)
    expect(pixelSize(png.buffer)).toEqual({ width: 13_000, height: 12_000 })
  })

  it.each([[bytes()], [bytes(0xff, 0xd8)], [bytes(0xff, 0xd8, ...segment(0xe1, 900))], [bytes(0xff, 0xd8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)], [new TextEncoder().encode('....ftypheic').buffer]])(
    'is not guessed',
    (head) => expect(pixelSize(head)).toBeNull(),
  )
})

describe('decoding', () => {
  it('shrinks a huge picture on the way, and leaves a monstrous one alone', () => {
    expect(decoding({ width: 4000, height: 3000 })).toBe('whole')
    expect(decoding(null)).toBe('whole')
    expect(decoding({ width: 8064, height: 6048 })).toBe('shrinking')
    expect(decoding({ width: 16_000, height: 12_000 })).toBe('not')
  })
})
