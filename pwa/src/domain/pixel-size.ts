/**
 * How many pixels a picture has, from its first bytes, before anybody decodes it: a 48-megapixel photo unpacks to
 * 192 MB. Sources: ITU-T T.81 B.2 (JPEG), PNG specification 11.2.2.
 */
import type { Size } from './picture'

/** Bytes from the start within which cameras put the size, after their previews and maps. */
export const HEAD_BYTES = 512 * 1024

/** Width and height as stored, not yet turned upright; null where the bytes do not tell. */
export function pixelSize(head: ArrayBuffer): Size | null {
  const view = new DataView(head)
  if (view.byteLength >= 24 && view.getUint32(0) === 0x89504e47) return { width: view.getUint32(16), height: view.getUint32(20) }
  return view.byteLength >= 4 && view.getUint16(0) === 0xffd8 ? jpegSize(view) : null
}

function jpegSize(view: DataView): Size | null {
  for (let at = 2; at + 9 <= view.byteLength; ) {
    if (view.getUint8(at) !== 0xff) return null
    const marker = view.getUint8(at + 1)
    if (isFrame(marker)) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    // Fill bytes before a marker carry no length.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2)
  }
  return null
}

/** Start of frame: C0 to CF without tables, extensions and arithmetic conditioning. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
}
