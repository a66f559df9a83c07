/** Names what bytes are by how they begin; file names and declared types lie. */

const HEIC_BRANDS = ['heic', 'heix', 'hevc', 'mif1', 'msf1', 'avif']
const CLIP_BRANDS = ['isom', 'iso2', 'iso4', 'iso5', 'iso6', 'mp41', 'mp42', 'avc1', 'dash', 'M4A ', 'M4V ']
const UNKNOWN = 'application/octet-stream'

function latin(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to))
}

/**
 * The type of a picture or clip, or `application/octet-stream`. A container holds sound or video alike; which, whoever
 * recorded it says in `said`.
 */
export function mediaTypeOf(data: ArrayBuffer, said = ''): string {
  const bytes = new Uint8Array(data, 0, Math.min(64, data.byteLength))
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image/jpeg'
  if (latin(bytes, 1, 4) === 'PNG' && bytes[0] === 0x89) return 'image/png'
  if (latin(bytes, 0, 4) === 'RIFF' && latin(bytes, 8, 12) === 'WEBP') return 'image/webp'
  if (latin(bytes, 4, 8) === 'ftyp' && HEIC_BRANDS.includes(latin(bytes, 8, 12))) return 'image/heic'
  const container = containerOf(bytes)
  if (container === null) return UNKNOWN
  return container === 'ogg' || said.startsWith('audio/') ? `audio/${container}` : `video/${container}`
}

function containerOf(bytes: Uint8Array): 'mp4' | 'webm' | 'ogg' | null {
  if (latin(bytes, 4, 8) === 'ftyp' && CLIP_BRANDS.includes(latin(bytes, 8, 12))) return 'mp4'
  if (latin(bytes, 0, 4) === '\x1aE\xdf\xa3' && latin(bytes, 4, 64).includes('webm')) return 'webm'
  return latin(bytes, 0, 4) === 'OggS' ? 'ogg' : null
}

/** Sound or video: evidence as photos are, without a picture to show. */
export function isClip(mime: string | null | undefined): boolean {
  return /^(audio|video)\//.test(mime ?? '')
}
