/**
 * Decides how a pack becomes something that can be asked: everything in the plane, in buckets, rows sorted by code.
 * Knows shapes only; who wins is decided in placement-layers.ts.
 */
import type { AreaPack, LonLat, PackSegment } from './geography'
import { compareCodes } from './placement-rules'
import { type Plane, planeAt } from './plane'
import { boxesOfPieces, boxesOfRows, Buckets, millimetres, type Pieces, piecesOf, type Points } from './plane-shapes'

/** Fields that newer packs have beside those of format 1: drawn polygons of segments, limits of the area. */
type Drawn = PackSegment & { polygon?: LonLat[][][] }
export type PackToIndex = Pick<AreaPack, 'origin' | 'segments' | 'cells'> & { limits?: LonLat[][] }

export interface SegmentRows {
  codes: string[]
  names: (string | null)[]
  depthMm: number[]
  deepestM: number
  lines: Pieces
  near: Buckets
  /** Rows with a polygon the city drew; their pieces are rows of `borders`. */
  drawn: Set<number>
  borders: Pieces
  /** Rows of one side: 1 left, -1 right of the line. */
  side: Map<number, 1 | -1>
}

export interface CellRows {
  codes: string[]
  borders: Pieces
  near: Buckets
  limits: Pieces
  nearLimits: Buckets
}

export interface PlacementIndex {
  plane: Plane
  segments: SegmentRows
  cells: CellRows
}

/** Entries of one code are parts of one thing. */
export function buildIndex(pack: PackToIndex): PlacementIndex {
  const plane = planeAt(...pack.origin)
  const flat = (line: LonLat[]): Points => line.map(([lon, lat]) => plane.forward(lon, lat))
  return { plane, segments: segmentRows(pack.segments, flat), cells: cellRows(pack, flat) }
}

function segmentRows(entries: Drawn[], flat: (line: LonLat[]) => Points): SegmentRows {
  const groups = byCode(entries)
  const first = groups.map((group) => group[0] as Drawn)
  const lines = piecesOf(groups.map((group) => group.map((entry) => flat(entry.line))))
  const depthMm = first.map((entry) => millimetres(entry.depth_m))
  return {
    codes: first.map((entry) => entry.code),
    names: first.map((entry) => entry.name),
    depthMm,
    deepestM: depthMm.reduce((a, b) => Math.max(a, b), 0) / 1000.0,
    lines,
    near: new Buckets(boxesOfPieces(lines)),
    drawn: new Set(first.flatMap((entry, row) => (entry.polygon ? [row] : []))),
    borders: piecesOf(first.map((entry) => (entry.polygon ?? []).flat().map(flat))),
    side: new Map(first.flatMap((entry, row) => sideOf(entry).map((side) => [row, side] as const))),
  }
}

/** A drawn polygon says itself where its segment is. */
function sideOf(entry: Drawn): (1 | -1)[] {
  if (entry.polygon || (entry.side !== 'left' && entry.side !== 'right')) return []
  return [entry.side === 'left' ? 1 : -1]
}

function cellRows(pack: PackToIndex, flat: (line: LonLat[]) => Points): CellRows {
  const groups = byCode(pack.cells)
  const borders = piecesOf(groups.map((group) => group.flatMap((entry) => entry.polygon.map(flat))))
  const limits = piecesOf((pack.limits ?? []).map((line) => [flat(line)]))
  return {
    codes: groups.map((group) => (group[0] as { code: string }).code),
    borders,
    near: new Buckets(boxesOfRows(borders)),
    limits,
    nearLimits: new Buckets(boxesOfPieces(limits)),
  }
}

function byCode<T extends { code: string }>(entries: readonly T[]): T[][] {
  const groups = new Map<string, T[]>()
  for (const entry of entries) {
    const group = groups.get(entry.code)
    if (group) group.push(entry)
    else groups.set(entry.code, [entry])
  }
  return [...groups.values()].sort((a, b) => compareCodes((a[0] as T).code, (b[0] as T).code))
}
