/**
 * Kinds of covers by the last digits of their code in GB/T 47678.5-2026 part 01 and CJ/T 214, and the defect a manhole
 * category names. The lid usually carries the word, so a person picks it; unknown is an honest answer.
 */

/** Code as the report's `asset_type` carries it. Gratings and common kinds first. */
export const COVER_TYPES: readonly string[] = [
  '01002',
  '01003',
  '01004',
  '01001',
  '01005',
  '01007',
  '01011',
  '01010',
  '01006',
  '01008',
  '01009',
  '01012',
  '01014',
  '01015',
  '01017',
  '01018',
  '01019',
  '01020',
  '01021',
  '01022',
  '01023',
]

const MANHOLE = 'manhole_'

export function isManhole(slug: string | null): boolean {
  return slug?.startsWith(MANHOLE) ?? false
}

/** `manhole_loose_noise` → `loose_noise`; null for anything that is no cover. */
export function defectOf(slug: string | null): string | null {
  return slug?.startsWith(MANHOLE) ? slug.slice(MANHOLE.length) : null
}
