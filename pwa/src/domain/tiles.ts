/** Where maps get pictures of the ground from. Knows shapes only. */
import type { Datum } from './geography'
import { isRecord, isText } from './shapes'

export interface TileSource {
  /** With {z}, {x} and {y}. */
  url: string
  /** What the tiles are drawn in. */
  datum: Extract<Datum, 'wgs84' | 'gcj02'>
  attribution: string
}

/** Null for anything that is no such place; a map is complete without. */
export function readTileSource(told: unknown): TileSource | null {
  if (!isRecord(told) || !isText(told.url)) return null
  if (told.datum !== 'wgs84' && told.datum !== 'gcj02') return null
  return { url: told.url, datum: told.datum, attribution: isText(told.attribution) ? told.attribution : '' }
}
