/**
 * Finds segments by name for a person who knows where they stand better than the receiver does.
 */
import type { LonLat, PackSegment } from '@/domain/geography'

/** Longer lists are not read on a phone; a person types one more character. */
const SHOWN = 40

/** Segments whose name or code holds `query`, nearest to `near` first when a position is known. */
export function findSegments(segments: readonly PackSegment[], query: string, near: LonLat | null): PackSegment[] {
  const wanted = query.trim().toLowerCase()
  const found = segments.filter(({ name, code }) => `${name} ${code}`.toLowerCase().includes(wanted))
  if (near === null) return found.slice(0, SHOWN)
  return found
    .map((segment) => ({ segment, far: roughDistance(segment.line, near) }))
    .sort((a, b) => a.far - b.far)
    .slice(0, SHOWN)
    .map(({ segment }) => segment)
}

/** Squared degrees to the nearest vertex, longitude shortened by latitude: good enough for an order, not a length. */
function roughDistance(line: readonly LonLat[], [lon, lat]: LonLat): number {
  const shrink = Math.cos((lat * Math.PI) / 180)
  return Math.min(...line.map(([x, y]) => ((x - lon) * shrink) ** 2 + (y - lat) ** 2))
}
