/** Reads a QR code out of a picture: by the browser where it can, else by a library that is loaded only then. */

export interface Decoder {
  /** The text of a code in the picture; null without one. Never rejects. */
  read(picture: HTMLCanvasElement): Promise<string | null>
}

interface Detector {
  detect(source: HTMLCanvasElement): Promise<{ rawValue: string }[]>
}
interface DetectorClass {
  new (options: { formats: string[] }): Detector
  getSupportedFormats(): Promise<string[]>
}

/** Between two frames of the camera nobody waits longer than this for a code that may not be in it. */
const PATIENCE_MS = 120

export async function openDecoder(): Promise<Decoder> {
  const own = await ownDetector()
  let broken = own === null
  return {
    async read(picture) {
      if (own !== null && !broken) {
        try {
          return (await own.detect(picture))[0]?.rawValue ?? null
        } catch {
          // Listed, and not there: phones without the services that do it.
          broken = true
        }
      }
      return readByLibrary(picture)
    },
  }
}

async function ownDetector(): Promise<Detector | null> {
  const found = (globalThis as unknown as { BarcodeDetector?: DetectorClass }).BarcodeDetector
  const formats = (await found?.getSupportedFormats().catch(() => [])) ?? []
  return found && formats.includes('qr_code') ? new found({ formats: ['qr_code'] }) : null
}

async function readByLibrary(picture: HTMLCanvasElement): Promise<string | null> {
  const { decodeQR } = await import('qr/decode.js')
  const pixels = picture.getContext('2d', { willReadFrequently: true })?.getImageData(0, 0, picture.width, picture.height)
  try {
    return pixels ? decodeQR({ width: picture.width, height: picture.height, data: pixels.data }, { timeLimit: PATIENCE_MS }) : null
  } catch {
    return null
  }
}
