/** The filters of the case list as the address shows them, so a view can be kept as a bookmark. */
export const FILTER_NAMES = [
  'q', 'state', 'segment', 'cell', 'category', 'group', 'unit', 'colour', 'urgent', 'supervised', 'campaign', 'origin', 'from', 'to', 'sort',
] as const
export type FilterName = (typeof FILTER_NAMES)[number]
export type CaseFilters = Record<FilterName, string>

export const NO_FILTERS: Readonly<CaseFilters> = {
  q: '', state: '', segment: '', cell: '', category: '', group: '', unit: '', colour: '', urgent: '', supervised: '', campaign: '', origin: '', from: '', to: '', sort: '',
}
/** Shown only when asked for. */
export const RARE_FILTERS: readonly FilterName[] = ['cell', 'from', 'to', 'group', 'campaign', 'origin', 'supervised']

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** Reads what an address says; anything odd counts as not set. */
export function filtersFrom(query: Record<string, unknown>): CaseFilters {
  const filters = { ...NO_FILTERS }
  for (const name of FILTER_NAMES) {
    const value = query[name]
    if (typeof value === 'string') filters[name] = value.trim()
  }
  for (const name of ['from', 'to'] as const) if (!DAY.test(filters[name])) filters[name] = ''
  for (const name of ['urgent', 'supervised'] as const) if (filters[name] !== 'true') filters[name] = ''
  if (filters.sort !== 'due') filters.sort = ''
  return filters
}

/** Only what is set, for the address and for the server alike. */
export function setFilters(filters: CaseFilters): Partial<CaseFilters> {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''))
}

/** An order alone leaves everything in. */
export function isFiltered(filters: CaseFilters): boolean {
  return Object.keys(setFilters({ ...filters, sort: '' })).length > 0
}

/** Whether two lists hold the same cases in the same order. */
export function sameFilters(one: Partial<CaseFilters>, other: Partial<CaseFilters>): boolean {
  return FILTER_NAMES.every((name) => (one[name] ?? '') === (other[name] ?? ''))
}

export interface Tab {
  name: string
  query: Partial<CaseFilters>
  /** A page of its own instead of the list. */
  path?: string
}

const OPEN = 'filed,dispatched,claimed,disposed,checking,checked,rework,suspended'
/** What a desk looks for, most pressing first. */
export const TABS: readonly Tab[] = [
  { name: 'open', query: { state: OPEN, sort: 'due' } },
  { name: 'overdue', query: { colour: 'red', sort: 'due' } },
  { name: 'soon', query: { colour: 'yellow', sort: 'due' } },
  { name: 'urgent', query: { urgent: 'true', state: OPEN, sort: 'due' } },
  { name: 'filed', query: { state: 'filed', sort: 'due' } },
  { name: 'rework', query: { state: 'rework', sort: 'due' } },
  { name: 'check', query: { state: 'disposed,checking', sort: 'due' } },
  { name: 'closing', query: { state: 'checked', sort: 'due' } },
  { name: 'suspended', query: { state: 'suspended' }, path: '/cases/suspended' },
  { name: 'all', query: {} },
]
