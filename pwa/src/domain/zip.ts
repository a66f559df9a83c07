/**
 * Writes a zip archive without compression: photos do not shrink, and a stored file can be read by anything.
 * Source: PKWARE APPNOTE 4.3.6–4.3.16, version 2.0, UTF-8 names.
 */

export interface ZipEntry {
  name: string
  bytes: Uint8Array<ArrayBuffer>
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_zero, n) => {
  let c = n
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c >>> 0
})

export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}

const VERSION = 20
const UTF8_NAMES = 0x0800

/** Little-endian fields of two or four bytes. */
function fields(...values: [size: 2 | 4, value: number][]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(values.reduce((sum, [size]) => sum + size, 0)))
  let at = 0
  for (const [size, value] of values) {
    if (size === 2) view.setUint16(at, value, true)
    else view.setUint32(at, value, true)
    at += size
  }
  return new Uint8Array(view.buffer)
}

/** Date and time as DOS counts them, in UTC; nothing before 1980. */
function dosTime(now: number): [date: number, time: number] {
  const at = new Date(now)
  const date = ((Math.max(at.getUTCFullYear(), 1980) - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate()
  return [date, (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1)]
}

/** What the format's 16 and 32 bit fields can count; beyond it an archive would be silently wrong. */
const MOST_ENTRIES = 0xffff
const MOST_BYTES = 0xffffffff

/** Writes an archive piece by piece: nothing of an entry is kept but its line in the directory. */
export interface ZipWriter {
  /** The bytes that go next into the file. Throws RangeError when the archive would grow beyond its format. */
  entry(entry: ZipEntry): Uint8Array<ArrayBuffer>[]
  /** The directory, which ends the file. */
  end(): Uint8Array<ArrayBuffer>[]
}

export function createZip(now: number): ZipWriter {
  const [date, time] = dosTime(now)
  const directory: Uint8Array<ArrayBuffer>[] = []
  let count = 0
  let offset = 0

  return {
    entry({ name, bytes }) {
      const label = new TextEncoder().encode(name)
      const common: [2 | 4, number][] = [
        [2, VERSION], [2, UTF8_NAMES], [2, 0], [2, time], [2, date],
        [4, crc32(bytes)], [4, bytes.length], [4, bytes.length], [2, label.length], [2, 0],
      ]
      const head = fields([4, 0x04034b50], ...common)
      const size = head.length + label.length + bytes.length
      if (count === MOST_ENTRIES || offset + size > MOST_BYTES) throw new RangeError('too much for one archive')
      directory.push(fields([4, 0x02014b50], [2, VERSION], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), label)
      count += 1
      offset += size
      return [head, label, bytes]
    },
    end() {
      const size = directory.reduce((sum, part) => sum + part.length, 0)
      return [...directory, fields([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, size], [4, offset], [2, 0])]
    },
  }
}
