/** Names what bytes are by how they begin; file names and declared types lie. */

const HEIC_BRANDS = ['heic', 'heix', 'hevc', 'mif1', 'msf1', 'avif']
const UNKNOWN = 'application/octet-stream'

function latin(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to))
}

/** `image/jpeg`, `image/png`, `image/webp`, `image/heic`, or `application/octet-stream`. */
export function mediaTypeOf(data: ArrayBuffer): string {
  const bytes = new Uint8Array(data, 0, Math.min(16, data.byteLength))
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image/jpeg'
  if (latin(bytes, 1, 4) === 'PNG' && bytes[0] === 0x89) return 'image/png'
  if (latin(bytes, 0, 4) === 'RIFF' && latin(bytes, 8, 12) === 'WEBP') return 'image/webp'
  if (latin(bytes, 4, 8) === 'ftyp' && HEIC_BRANDS.includes(latin(bytes, 8, 12))) return 'image/heic'
  return UNKNOWN
}

const ENDINGS: Record<string, string> = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp', 'image/heic': 'heic' }

/** The usual ending of a file of that type. */
export function fileEnding(mime: string): string {
  return ENDINGS[mime] ?? 'bin'
}
