/**
 * Decides what of an edited catalogue entry is to be sent and what keeps it from being sent.
 * Knows entries; must not know HTTP or the page.
 */
import type { CatalogEntry, Limit } from '@/domain/views'

export interface CatalogDraft {
  enabled: boolean
  urgency: CatalogEntry['urgency']
  photos_min: number
  limits: Limit[]
}

export const UNITS = ['hours', 'working_hours', 'working_days'] as const
export const MOST_PHOTOS = 6
/** Whole numbers of any unit; more than this is a typing error. */
export const LONGEST = 1000

export type Fault = 'number' | 'urgent-unit' | 'order' | 'photos'

export function draftOf(entry: CatalogEntry): CatalogDraft {
  return {
    enabled: entry.enabled,
    urgency: entry.urgency,
    photos_min: entry.photos_min,
    limits: entry.limits.map((limit) => ({ ...limit })),
  }
}

/** The changed members only; null when nothing was changed. */
export function changeOf(entry: CatalogEntry, draft: CatalogDraft): Partial<CatalogDraft> | null {
  const change: Partial<CatalogDraft> = {}
  if (draft.enabled !== entry.enabled) change.enabled = draft.enabled
  if (draft.urgency !== entry.urgency) change.urgency = draft.urgency
  if (draft.photos_min !== entry.photos_min) change.photos_min = draft.photos_min
  if (JSON.stringify(draft.limits) !== JSON.stringify(draftOf(entry).limits)) change.limits = draft.limits
  return Object.keys(change).length > 0 ? change : null
}

/** The first thing to put right, in the words of the server's own rules; null when the draft can be sent. */
export function faultOf(draft: CatalogDraft): Fault | null {
  if (!Number.isInteger(draft.photos_min) || draft.photos_min < 0 || draft.photos_min > MOST_PHOTOS) return 'photos'
  if (draft.limits.some(({ value }) => !Number.isInteger(value) || value < 1 || value > LONGEST)) return 'number'
  if (draft.urgency === 'urgent' && draft.limits.some(({ unit }) => unit !== 'hours')) return 'urgent-unit'
  const backwards = draft.limits.some((limit, place) => {
    const before = draft.limits[place - 1]
    return before !== undefined && before.unit === limit.unit && before.value > limit.value
  })
  return backwards ? 'order' : null
}
