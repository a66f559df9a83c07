/**
 * Kinds of covers by the last digits of their code in GB/T 47678.5-2026 part 01 and CJ/T 214, and the defect a manhole
 * category names. The lid usually carries the word, so a person picks it; unknown is an honest answer.
 */
import type { PackCategory } from '@/domain/geography'

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

const PREFIX = 'manhole_'

export function isManhole(category: PackCategory | undefined): boolean {
  return category?.group === 'manhole'
}

/** The defect a cover's category names: the catalogue's code, else the end of its slug; null for anything else. */
export function defectOf(category: PackCategory | undefined): string | null {
  if (!category || !isManhole(category)) return null
  return typeof category.defect_code === 'string' ? category.defect_code : category.slug.replace(PREFIX, '')
}
