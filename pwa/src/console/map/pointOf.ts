/** Decides where a position lies on the map; null when it has none that can be drawn. */
import type { LonLat } from '@/domain/geography'

export function pointOf(position: { lon?: unknown; lat?: unknown } | null | undefined): LonLat | null {
  const { lon, lat } = position ?? {}
  if (typeof lon !== 'number' || typeof lat !== 'number') return null
  return Number.isFinite(lon) && Number.isFinite(lat) ? [lon, lat] : null
}
