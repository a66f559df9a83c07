/**
 * Decides, on the phone and without signal, which segment and which cell a position belongs to: the same answer as
 * the server's, from the same pack. Pure: `buildIndex` once per pack, `place` as often as the position moves.
 */
import { toWgs84 } from './datum'
import type { Datum, Placement, PlacementStatus } from './geography'
import type { PlacementIndex } from './placement-index'
import { nearestSegment, nearLimit, placeInCell, placeOnSegment } from './placement-layers'
import { candidatesOf, inOrder, type LayerAnswer, usableAccuracy, wholeStatus } from './placement-rules'

export { buildIndex, type PlacementIndex } from './placement-index'

/** A position as a device gives it; `accuracy_m` null when it gave none. */
export interface Position {
  lon: number
  lat: number
  accuracy_m: number | null
  datum: Datum
  /** The course in degrees east of north, where the device gives one. */
  heading_deg?: number | null
}

/** The contract's placement object; `flags` as the server gives them. */
export type PlacementAnswer = Omit<Placement, 'segment_status' | 'cell_status' | 'decided_by'> & {
  segment_status: PlacementStatus
  cell_status: PlacementStatus
  decided_by: 'own' | 'heading' | null
  flags: string[]
}

const NO_CODES: ReadonlySet<string> = new Set()

/**
 * The placement of a position. `own` are the person's segments; they and the heading decide only where distances
 * differ by up to 1 mm, and `decided_by` says so.
 */
export function place(index: PlacementIndex, position: Position, own: ReadonlySet<string> = NO_CODES): PlacementAnswer {
  const { accuracy, flags } = usableAccuracy(position.accuracy_m)
  const [lon, lat] = toWgs84(position.lon, position.lat, position.datum)
  if (Number.isNaN(lon) || Number.isNaN(lat)) return nowhere(['position-missing'])
  if (!index.plane.reaches(lon, lat)) return nowhere(flags)
  const [x, y] = index.plane.forward(lon, lat)
  const at = { x, y, accuracy }
  const segment = placeOnSegment(index.segments, at, { own, headingDeg: position.heading_deg ?? null })
  const cell = placeInCell(index.cells, at)
  if (segment.winner === null && cell.winner === null) return { ...nowhere(flags), nearest: nearest(index, x, y) }
  if (cell.winner !== null && nearLimit(index.cells, at)) flags.push('near-area-limit')
  return answer(index, segment, cell, flags)
}

function answer(index: PlacementIndex, segment: LayerAnswer, cell: LayerAnswer, flags: string[]): PlacementAnswer {
  const status = wholeStatus(segment.status, cell.status)
  const candidates =
    status === 'inside'
      ? []
      : inOrder([
          ...candidatesOf('segment', segment, (row) => named(index, row)),
          ...candidatesOf('cell', cell, (row) => ({ code: index.cells.codes[row] as string, name: null })),
        ])
  return {
    status,
    segment_status: segment.status,
    cell_status: cell.status,
    segment: segment.winner === null ? null : named(index, segment.winner),
    cell: cell.winner === null ? null : { code: index.cells.codes[cell.winner] as string },
    distance_m: segment.winner === null ? null : segment.mm / 1000.0,
    candidates,
    flags,
    decided_by: segment.decided ?? null,
  }
}

/** The wire's word for a road without a name is null; screens read it as text, so the type says string. */
function named(index: PlacementIndex, row: number): { code: string; name: string } {
  return { code: index.segments.codes[row] as string, name: index.segments.names[row] as string }
}

function nearest(index: PlacementIndex, x: number, y: number): Placement['nearest'] {
  const found = nearestSegment(index.segments, x, y)
  return found && { ...named(index, found.row), distance_m: found.mm / 1000.0 }
}

function nowhere(flags: string[]): PlacementAnswer {
  return {
    status: 'outside',
    segment_status: 'outside',
    cell_status: 'outside',
    segment: null,
    cell: null,
    distance_m: null,
    candidates: [],
    flags,
    decided_by: null,
    nearest: null,
  }
}
