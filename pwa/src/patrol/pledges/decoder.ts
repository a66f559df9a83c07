/** Reads a QR code out of a picture: by the browser where it can, else by a library that is loaded only then. */

export interface Decoder {
  /** The text of a code in the picture; null without one, or none that is found within `patience_ms`. Never rejects. */
  read(picture: HTMLCanvasElement, patience_ms: number): Promise<string | null>
}

interface Detector {
  detect(source: HTMLCanvasElement): Promise<{ rawValue: string }[]>
}
interface DetectorClass {
  new (options: { formats: string[] }): Detector
  getSupportedFormats(): Promise<string[]>
}

export async function openDecoder(): Promise<Decoder> {
  const own = await ownDetector()
  let broken = own === null
  return {
    async read(picture, patience_ms) {
      if (own !== null && !broken) {
        try {
          return (await own.detect(picture))[0]?.rawValue ?? null
        } catch {
          // Listed, and not there: phones without the services that do it.
          broken = true
        }
      }
      return readByLibrary(picture, patience_ms)
    },
  }
}

async function ownDetector(): Promise<Detector | null> {
  const found = (globalThis as unknown as { BarcodeDetector?: DetectorClass }).BarcodeDetector
  const formats = (await found?.getSupportedFormats().catch(() => [])) ?? []
  return found && formats.includes('qr_code') ? new found({ formats: ['qr_code'] }) : null
}

async function readByLibrary(picture: HTMLCanvasElement, patience_ms: number): Promise<string | null> {
  const { decodeQR } = await import('qr/decode.js')
  const pixels = picture.getContext('2d', { willReadFrequently: true })?.getImageData(0, 0, picture.width, picture.height)
  try {
    return pixels ? decodeQR({ width: picture.width, height: picture.height, data: pixels.data }, { timeLimit: patience_ms }) : null
  } catch {
    return null
  }
}
