/**
 * Reads a phone's export file where it lies: the directory at its end, then one entry at a time, so that 300 MB never
 * stand in memory. Takes only what the phone writes: a zip whose entries are stored as they are.
 * Source: PKWARE APPNOTE 4.3.6–4.3.16.
 */
import { KINDS, readName, type NamedEntry } from '@/domain/export-names'

export interface ExportEntry extends NamedEntry {
  name: string
  /** Where its local header begins, in bytes from the start of the file. */
  offset: number
  /** Bytes of the sealed entry. */
  size: number
}

export type WhyNot = 'no-zip' | 'packed-again' | 'nothing-in-it'

/** The file cannot be handed in as a whole; `why` is a word for the message files. */
export class NoExportFile extends Error {
  constructor(readonly why: WhyNot) {
    super(why)
    this.name = 'NoExportFile'
  }
}

const END = { signature: 0x06054b50, bytes: 22, longestComment: 65_535 }
const CENTRAL = { signature: 0x02014b50, bytes: 46 }
const LOCAL = { signature: 0x04034b50, bytes: 30 }
const ENCRYPTED = 1

/** The entries to hand in, reports first. Rejects with NoExportFile. */
export async function readDirectory(file: Blob): Promise<ExportEntry[]> {
  const { at, size, count } = await readEnd(file)
  const directory = await bytesOf(file, at, at + size)
  const entries: ExportEntry[] = []
  let packed = false
  let position = 0
  for (let i = 0; i < count; i++) {
    const record = recordAt(directory, position)
    position += record.length
    const named = readName(record.name)
    if (named === null) continue
    packed ||= record.packed
    entries.push({ ...named, name: record.name, offset: record.offset, size: record.size })
  }
  if (entries.length === 0) throw new NoExportFile('nothing-in-it')
  if (packed) throw new NoExportFile('packed-again')
  return entries.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind))
}

/** The sealed bytes of one entry. Rejects with NoExportFile when the file ends before it does. */
export async function readEntry(file: Blob, entry: ExportEntry): Promise<ArrayBuffer> {
  const head = await bytesOf(file, entry.offset, entry.offset + LOCAL.bytes)
  if (head.byteLength < LOCAL.bytes || head.getUint32(0, true) !== LOCAL.signature) throw new NoExportFile('no-zip')
  const start = entry.offset + LOCAL.bytes + head.getUint16(26, true) + head.getUint16(28, true)
  const bytes = await file.slice(start, start + entry.size).arrayBuffer()
  if (bytes.byteLength !== entry.size) throw new NoExportFile('no-zip')
  return bytes
}

async function readEnd(file: Blob): Promise<{ at: number; size: number; count: number }> {
  const from = Math.max(0, file.size - END.bytes - END.longestComment)
  const tail = await bytesOf(file, from, file.size)
  for (let at = tail.byteLength - END.bytes; at >= 0; at--) {
    if (tail.getUint32(at, true) !== END.signature) continue
    const end = { count: tail.getUint16(at + 10, true), size: tail.getUint32(at + 12, true), at: tail.getUint32(at + 16, true) }
    if (end.at + end.size <= from + at) return end
  }
  throw new NoExportFile('no-zip')
}

function recordAt(directory: DataView, at: number) {
  const fits = at + CENTRAL.bytes <= directory.byteLength && directory.getUint32(at, true) === CENTRAL.signature
  if (!fits) throw new NoExportFile('no-zip')
  const [name, extra, comment] = [28, 30, 32].map((field) => directory.getUint16(at + field, true)) as [number, number, number]
  const length = CENTRAL.bytes + name + extra + comment
  if (at + length > directory.byteLength) throw new NoExportFile('no-zip')
  const method = directory.getUint16(at + 10, true)
  const flags = directory.getUint16(at + 8, true)
  return {
    length,
    name: new TextDecoder().decode(new Uint8Array(directory.buffer, directory.byteOffset + at + CENTRAL.bytes, name)),
    packed: method !== 0 || (flags & ENCRYPTED) !== 0,
    size: directory.getUint32(at + 20, true),
    offset: directory.getUint32(at + 42, true),
  }
}

async function bytesOf(file: Blob, from: number, to: number): Promise<DataView> {
  return new DataView(await file.slice(from, to).arrayBuffer())
}
