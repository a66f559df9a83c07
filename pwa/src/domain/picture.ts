/**
 * Decides whether and how a photo is made smaller, and whether the result may be trusted.
 * Must not know canvases.
 */

/** Large enough to read a door number, small enough for a weak signal. */
export const LONG_EDGE = 1600
export const QUALITY = 0.8
/** A photo below both limits travels as it is. */
const SMALL_ENOUGH_BYTES = 450 * 1024
/** Some phones answer a too large canvas with a small black picture instead of an error. */
const SMALLEST_HONEST_BYTES = 8 * 1024
const FLAT_VARIANCE = 2

export interface Size {
  width: number
  height: number
}

/** The size of the smaller copy, `longest` pixels at its longer edge; null when the photo is small enough already. */
export function twinSize(size: Size, bytes: number, longest = LONG_EDGE): Size | null {
  const edge = Math.max(size.width, size.height)
  if (edge <= longest && bytes <= SMALL_ENOUGH_BYTES) return null
  const scale = Math.min(1, longest / edge)
  return { width: Math.max(1, Math.round(size.width * scale)), height: Math.max(1, Math.round(size.height * scale)) }
}

/** Variance of the luminance of RGBA samples, 0–255 squared. */
export function luminanceVariance(rgba: Uint8ClampedArray): number {
  const values: number[] = []
  for (let i = 0; i + 3 < rgba.length; i += 4) {
    values.push(0.299 * (rgba[i] as number) + 0.587 * (rgba[i + 1] as number) + 0.114 * (rgba[i + 2] as number))
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length)
}

/** Whether a copy may travel instead of its original: really smaller, and no black or blank frame. */
export function isHonestTwin(twinBytes: number, originalBytes: number, variance: number): boolean {
  return twinBytes < originalBytes && twinBytes > SMALLEST_HONEST_BYTES && variance > FLAT_VARIANCE
}

/** Beyond this the decoded picture alone, four bytes a pixel, is more than a cheap phone gives a page. */
const WHOLE_PIXELS = 20_000_000
const MOST_PIXELS = 120_000_000

/** How to decode a picture of that size: as it is, made smaller on the way, or not at all (the original travels). */
export function decoding(size: Size | null): 'whole' | 'shrinking' | 'not' {
  const pixels = size === null ? 0 : size.width * size.height
  if (pixels > MOST_PIXELS) return 'not'
  return pixels > WHOLE_PIXELS ? 'shrinking' : 'whole'
}
