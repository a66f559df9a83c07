/**
 * Decides how an area pack that travelled small (format 2) becomes places again: the same degrees as the server's, bit
 * for bit, because whole numbers are added exactly and divided once. Written by app/areas/pack_form.py. Pure.
 */
import type { AreaPack, LonLat, PackCell, PackSegment } from './geography'
import { isRecord, isText } from './shapes'

/** Degrees are number / 10^exponent, a line's own differences added up; null: the numbers are the degrees. */
type Exponent = number | null
/** Per code how many characters it shares with the start of the one before, and the rest. */
type Codes = (number | string)[]

interface Lines {
  exponent: Exponent
  lines: number[][]
}

/** Every value once, and per entry which. */
interface Column<T> {
  values: T[]
  of: number[]
}

interface CompactSegments extends Lines {
  code: Codes
  name?: Column<string | null>
  depth_m?: Column<number>
  side?: Column<'left' | 'right' | null>
  from_name?: Column<string | null>
  to_name?: Column<string | null>
  /** Per entry how many rings each of its polygons has; they follow the centre lines of all entries in `lines`. */
  polygons?: (number[] | null)[]
}

interface CompactCells {
  code: Codes
  exponent: Exponent
  /** One line of all corners in the order of their first use. */
  corners: number[]
  /** Per entry its rings, unclosed: 0 is the next corner not used before, n the nth last of those used. */
  rings: number[][][]
}

export interface CompactPack extends Omit<AreaPack, 'segments' | 'cells' | 'limits'> {
  segments: CompactSegments
  cells: CompactCells
  limits: Lines
}

/** A pack that came whole: `json` is its text, `sha256` the hash of that. */
export interface ReceivedPack {
  pack: AreaPack
  json: string
  sha256: string
  etag: string | null
}

/** A segment for which the city drew polygons. */
type Drawn = PackSegment & { polygon?: LonLat[][][] }

/** Whether an answer is a pack this app can read; what is in it is vouched for by its hash. */
export function isCompactPack(body: unknown): body is CompactPack {
  if (!isRecord(body) || body.format !== 2 || !isText(body.version) || !Array.isArray(body.origin)) return false
  return isRecord(body.segments) && isRecord(body.cells) && isRecord(body.limits)
}

/** Throws when the pack's parts do not fit together. */
export function expandPack(pack: CompactPack): AreaPack {
  const limits = pack.limits.lines.map((numbers) => lineOf(numbers, pack.limits.exponent))
  const lists = { shops: [], assets: [], categories: [] }
  return { ...lists, ...pack, segments: segmentsOf(pack.segments), cells: cellsOf(pack.cells), limits }
}

function segmentsOf(written: CompactSegments): PackSegment[] {
  const lines = written.lines.map((numbers) => lineOf(numbers, written.exponent))
  const codes = codesOf(written.code)
  let used = codes.length
  const polygonsOf = (rings: number[]) => rings.map((count) => lines.slice(used, (used += count)))
  return codes.map((code, row) => {
    const drawn = written.polygons?.[row]
    const entry: Drawn = {
      code,
      // The wire's word for a road without a name is null; screens read it as text, so the type says string.
      name: valueAt(written.name, row) as string,
      depth_m: there(valueAt(written.depth_m, row)),
      line: there(lines[row]),
      ...said('side', valueAt(written.side, row)),
      ...said('from_name', valueAt(written.from_name, row)),
      ...said('to_name', valueAt(written.to_name, row)),
      ...(drawn ? { polygon: polygonsOf(drawn) } : {}),
    }
    return entry
  })
}

function cellsOf(written: CompactCells): PackCell[] {
  const corners = lineOf(written.corners, written.exponent)
  let used = 0
  const ringOf = (references: number[]): LonLat[] => {
    const ring = references.map((back) => there(corners[back === 0 ? used++ : used - back]))
    return [...ring, there(ring[0])]
  }
  const codes = codesOf(written.code)
  return written.rings.map((rings, row) => ({ code: there(codes[row]), polygon: rings.map(ringOf) }))
}

function lineOf(numbers: number[], exponent: Exponent): LonLat[] {
  const line: LonLat[] = []
  const unit = exponent === null ? 1 : 10 ** exponent
  let [east, north] = [0, 0]
  for (let at = 0; at + 1 < numbers.length; at += 2) {
    east = (exponent === null ? 0 : east) + (numbers[at] as number)
    north = (exponent === null ? 0 : north) + (numbers[at + 1] as number)
    line.push([east / unit, north / unit])
  }
  return line
}

function codesOf(written: Codes): string[] {
  const codes: string[] = []
  let before = ''
  for (let at = 0; at + 1 < written.length; at += 2) {
    before = before.slice(0, written[at] as number) + String(written[at + 1])
    codes.push(before)
  }
  return codes
}

function valueAt<T>(column: Column<T> | undefined, row: number): T | undefined {
  return column?.values[column.of[row] as number]
}

function said<K extends string, T>(key: K, value: T | null | undefined): { [key in K]?: T } {
  return value === null || value === undefined ? {} : ({ [key]: value } as { [key in K]?: T })
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('this pack does not fit together')
  return value
}
