/** Rows of shared placement vectors: six columns of the question, then the server's answer. */
import type { Datum } from './geography'
import { place, type PlacementIndex } from './placement'

export type Row = [number, number, number | null, Datum, string[], number | null, ...unknown[]]

/** The same row with the phone's answer. */
export function answeredRow(index: PlacementIndex, row: Row): unknown[] {
  const [lon, lat, accuracy_m, datum, own, heading_deg] = row
  const answer = place(index, { lon, lat, accuracy_m, datum, heading_deg }, new Set(own))
  return [
    ...row.slice(0, 6),
    answer.status,
    answer.segment_status,
    answer.cell_status,
    answer.segment?.code ?? null,
    answer.cell?.code ?? null,
    answer.distance_m,
    answer.candidates.map((one) => [one.kind, one.code, one.name, one.distance_m, one.share]),
    answer.flags,
    answer.decided_by,
    answer.nearest ? [answer.nearest.code, answer.nearest.name, answer.nearest.distance_m] : null,
  ]
}
