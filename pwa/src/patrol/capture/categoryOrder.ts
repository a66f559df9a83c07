/**
 * Decides which eight categories stand on the form: what this phone reported here most, then everywhere, then what the
 * catalogue proposes. Knows categories and counts; must not know where they are kept.
 */
import type { PackCategory } from '@/domain/geography'

export const BUTTONS = 8
/** Habits take most of the places but never all: what the catalogue proposes first must stay in reach. */
const FROM_HERE = 4
const FROM_ANYWHERE = 2

export interface PastReport {
  category: string | null
  /** Name or code of the segment, whichever the row carries. */
  segment: string | null
}

/** Up to eight categories, the likeliest first, without a repeat. */
export function likelyCategories(
  categories: readonly PackCategory[],
  past: readonly PastReport[],
  segment: string | null,
): PackCategory[] {
  const bySlug = new Map(categories.map((category) => [category.slug, category]))
  const here = past.filter((report) => segment !== null && report.segment === segment)
  const slugs = new Set([...byUse(here).slice(0, FROM_HERE), ...byUse(past).slice(0, FROM_ANYWHERE), ...proposed(categories), ...oneOfEachGroup(categories)])
  const likely = [...slugs].flatMap((slug) => bySlug.get(slug) ?? [])
  const rest = categories.filter((category) => !slugs.has(category.slug))
  return [...likely, ...rest].slice(0, BUTTONS)
}

/** Categories whose words hold every part of `query`; all of them for an empty one. */
export function searchCategories(categories: readonly PackCategory[], query: string): PackCategory[] {
  const parts = query.toLowerCase().split(/\s+/).filter(Boolean)
  return categories.filter((category) => {
    const words = `${category.name_zh} ${category.name_en} ${category.slug}`.toLowerCase()
    return parts.every((part) => words.includes(part))
  })
}

/** Groups in the order of their first category, each with its categories. */
export function byGroup(categories: readonly PackCategory[]): { group: string; categories: PackCategory[] }[] {
  const groups = new Map<string, PackCategory[]>()
  for (const category of categories) groups.set(category.group, [...(groups.get(category.group) ?? []), category])
  return [...groups].map(([group, members]) => ({ group, categories: members }))
}

function byUse(past: readonly PastReport[]): string[] {
  const uses = new Map<string, number>()
  for (const { category } of past) if (category !== null) uses.set(category, (uses.get(category) ?? 0) + 1)
  return [...uses].sort((a, b) => b[1] - a[1]).map(([slug]) => slug)
}

/** The catalogue's own eight in their order: `quick` is the place, null for the rest. */
function proposed(categories: readonly PackCategory[]): string[] {
  const placed = categories.flatMap(({ slug, quick }) => (typeof quick === 'number' ? { slug, quick } : []))
  return placed.sort((a, b) => a.quick - b.quick).map(({ slug }) => slug)
}

function oneOfEachGroup(categories: readonly PackCategory[]): string[] {
  return byGroup(categories).flatMap(({ categories: members }) => members[0]?.slug ?? [])
}
