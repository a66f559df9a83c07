/**
 * The wire shapes of places: the area pack and the answer to "which segment, which cell".
 * Knows shapes only; the computation is in placement.ts.
 */

export type Datum = 'wgs84' | 'gcj02' | 'bd09'
/** `[lon, lat]` in WGS-84 degrees. */
export type LonLat = [number, number]

export interface PackSegment {
  code: string
  name: string
  depth_m: number
  line: LonLat[]
  /** Seen along the line; a segment of one side covers only that side. Absent: both. */
  side?: 'both' | 'left' | 'right'
}

export interface PackCell {
  code: string
  polygon: LonLat[][]
}

export interface PackShop {
  id: string
  name: string
  door: string | null
  point: LonLat
  status: string
}

export interface PackAsset {
  id: string
  type: string
  code: string | null
  point: LonLat
  owner?: string | null
}

/** One thing that can be reported, as the server's catalogue describes it. */
export interface PackCategory {
  slug: string
  group: string
  name_zh: string
  name_en: string
  photos_min: number
  urgency?: string
  [more: string]: unknown
}

/** GET /api/v1/areas/pack, format 1. `version` names these bytes; reports carry it as `area_pack`. */
export interface AreaPack {
  format: number
  version: string
  origin: LonLat
  segments: PackSegment[]
  cells: PackCell[]
  shops: PackShop[]
  assets: PackAsset[]
  categories: PackCategory[]
}

export type PlacementStatus = 'inside' | 'near-edge' | 'ambiguous' | 'outside'

export interface Candidate {
  kind: 'segment' | 'cell'
  code: string
  name: string | null
  distance_m: number | null
  share: number
}

/** The contract's placement object, from the server or computed on the phone. */
export interface Placement {
  status: PlacementStatus
  segment_status: PlacementStatus | null
  cell_status: PlacementStatus | null
  segment: { code: string; name: string } | null
  cell: { code: string } | null
  distance_m: number | null
  candidates: Candidate[]
  nearest?: { code: string; name: string; distance_m: number } | null
  chosen_by?: string | null
  /** What broke a tie of up to 1 mm; null or absent when the measure decided. */
  decided_by?: 'own' | 'heading' | null
}
