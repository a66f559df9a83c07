/** The filters of the case list as the address shows them, so a view can be kept as a bookmark. */
export const FILTER_NAMES = ['q', 'state', 'segment', 'cell', 'category', 'from', 'to'] as const
export type FilterName = (typeof FILTER_NAMES)[number]
export type CaseFilters = Record<FilterName, string>

export const NO_FILTERS: Readonly<CaseFilters> = { q: '', state: '', segment: '', cell: '', category: '', from: '', to: '' }

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** Reads what an address says; anything odd counts as not set. */
export function filtersFrom(query: Record<string, unknown>): CaseFilters {
  const filters = { ...NO_FILTERS }
  for (const name of FILTER_NAMES) {
    const value = query[name]
    if (typeof value === 'string') filters[name] = value.trim()
  }
  for (const name of ['from', 'to'] as const) if (!DAY.test(filters[name])) filters[name] = ''
  return filters
}

/** Only what is set, for the address and for the server alike. */
export function setFilters(filters: CaseFilters): Partial<CaseFilters> {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''))
}

export function isFiltered(filters: CaseFilters): boolean {
  return Object.keys(setFilters(filters)).length > 0
}
