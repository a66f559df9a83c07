import { afterEach, describe, expect, it, vi } from 'vitest'

import * as decoding from 'qr/decode.js'
import { encode } from 'uqr'

import { openDecoder } from './decoder'

vi.mock('qr/decode.js', async (importOriginal) => {
  const real = await importOriginal<typeof decoding>()
  return { ...real, decodeQR: vi.fn(real.decodeQR) }
})

/** What a canvas shows of a code, eight pixels to a module, on white. */
function canvasOf(text: string | null): HTMLCanvasElement {
  const MODULE = 8
  const code = text === null ? { size: 20, data: [] as boolean[][] } : encode(text, { border: 4 })
  const edge = code.size * MODULE
  const data = new Uint8ClampedArray(edge * edge * 4).fill(255)
  for (let y = 0; y < edge; y += 1) {
    for (let x = 0; x < edge; x += 1) {
      const dark = code.data[Math.floor(y / MODULE)]?.[Math.floor(x / MODULE)]
      if (dark) data.fill(0, (y * edge + x) * 4, (y * edge + x) * 4 + 3)
    }
  }
  return { width: edge, height: edge, getContext: () => ({ getImageData: () => ({ data }) }) } as unknown as HTMLCanvasElement
}

const ADDRESS = 'https://city.example/p#q3Vh0_J4wE-kq9Xc2mTzR1aB'
afterEach(() => vi.unstubAllGlobals())

describe('a code in a picture', () => {
  it('is read by the library where the browser cannot', async () => {
    const decoder = await openDecoder()
    expect(await decoder.read(canvasOf(ADDRESS), 10_000)).toBe(ADDRESS)
    expect(await decoder.read(canvasOf(null), 10_000)).toBeNull()
  })

  it('is looked for as long as whoever asks is patient', async () => {
    await (await openDecoder()).read(canvasOf(ADDRESS), 10_000)
    expect(vi.mocked(decoding.decodeQR)).toHaveBeenLastCalledWith(expect.anything(), { timeLimit: 10_000 })
  })

  it('is read by the browser where it can', async () => {
    const detect = vi.fn(async () => [{ rawValue: 'from the browser' }])
    vi.stubGlobal('BarcodeDetector', Object.assign(function Detector() { return { detect } }, { getSupportedFormats: async () => ['qr_code'] }))
    expect(await (await openDecoder()).read(canvasOf(ADDRESS), 10_000)).toBe('from the browser')
  })

  it('is read by the library where the browser only said it could', async () => {
    const detect = vi.fn(async () => Promise.reject(new Error('no service')))
    vi.stubGlobal('BarcodeDetector', Object.assign(function Detector() { return { detect } }, { getSupportedFormats: async () => ['qr_code'] }))
    const decoder = await openDecoder()
    expect([await decoder.read(canvasOf(ADDRESS), 10_000), await decoder.read(canvasOf(ADDRESS), 10_000)]).toEqual([ADDRESS, ADDRESS])
    expect(detect).toHaveBeenCalledTimes(1)
  })
})
