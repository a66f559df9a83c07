/**
 * The wire shapes of places: the area pack and the answer to "which segment, which cell".
 * Knows shapes only; the computation is in placement.ts.
 */

import type { PackPermit } from './permits'

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
  /** Where the line begins and ends, in the city's words. */
  from_name?: string
  to_name?: string
}

export interface PackCell {
  code: string
  polygon: LonLat[][]
}

export interface PackShop {
  id: string
  name: string
  door: string | null
  /** The road of the door; a server before 1.2 sends none. */
  street?: string | null
  point: LonLat
  status: string
  /** Hashes of the tokens on its plates, so that a scan finds it without signal; a server before 1.2 sends none. */
  plates?: string[]
  /** How its pledge stands; null or absent where it never signed. */
  standing?: string | null
}

/** Road and door; the door often names its road already. Null without a door. */
export function addressOf({ street, door }: Pick<PackShop, 'street' | 'door'>): string | null {
  return door && street && !door.startsWith(street) ? `${street} ${door}` : door
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

/**
 * The area pack as it is used; how it travels is in pack-form.ts. `version` names the areas; reports carry it as
 * `area_pack`.
 */
export interface AreaPack {
  format: number
  version: string
  origin: LonLat
  segments: PackSegment[]
  cells: PackCell[]
  /** Borders of the area, without a neighbour behind them. */
  limits?: LonLat[][]
  shops: PackShop[]
  assets: PackAsset[]
  categories: PackCategory[]
  /** What is permitted where and when; a server before 1.1 sends none. */
  permits?: PackPermit[]
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
  chosen_why?: string | null
  /** What broke a tie of up to 1 mm; null or absent when the measure decided. */
  decided_by?: 'own' | 'heading' | null
}
