/** What the server tells a map: shapes and open cases in sight. Knows shapes only. */
import type { LonLat } from './geography'

/** West, south, east, north in WGS-84 degrees. */
export type MapBox = [number, number, number, number]

export interface ShapeView {
  kind: 'segment' | 'cell' | 'outline'
  code: string
  name: string | null
  depth_m: number
  /** The lines of a segment or outline, the rings of a cell. */
  lines: LonLat[][]
}

export interface ShapesView {
  version: string
  complete: boolean
  shapes: ShapeView[]
}

/** An open case where it was found. */
export interface PointView {
  case_no: string
  state: string
  lon: number
  lat: number
  category: { slug?: string; name_zh?: string; name_en?: string }
  segment: { code: string; name: string | null } | null
  opened_at: string
  urgent: boolean
  /** The ends of its clocks, null where there is none; while `paused_at` is set they stand. */
  due_at: string | null
  warn_at: string | null
  rework_due_at: string | null
  paused_at: string | null
}

export interface PointsView {
  items: PointView[]
  complete: boolean
}
