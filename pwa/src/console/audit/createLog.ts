/**
 * The log as a list with one entry open, narrowed by the address. Knows its port; must not know HTTP or a screen.
 */
import { computed, ref, shallowRef } from 'vue'

import type { LogApi } from '@/api/log'
import type { LogEntry, LogRoot } from '@/domain/log'

import { createPaged } from '../createPaged'
import { brokenIn } from './chain'
import { objectFrom } from './objects'

export interface LogFilters {
  object: string
  action: string
  person: string
}

const NAMES = ['object', 'action', 'person'] as const

/** Reads what an address says; anything odd counts as not set. */
export function logFilters(query: Record<string, unknown>): LogFilters {
  const said = (name: string) => (typeof query[name] === 'string' ? query[name].trim() : '')
  return { object: said('object'), action: said('action'), person: said('person') }
}

/** Only what is set. */
export function setLogFilters(filters: LogFilters): Partial<LogFilters> {
  return Object.fromEntries(NAMES.filter((name) => filters[name] !== '').map((name) => [name, filters[name]]))
}

export function createLog(api: LogApi) {
  const people = shallowRef<Record<string, string>>({})
  const entries = createPaged<LogEntry>(async (query) => {
    const page = await api.list(query)
    people.value = { ...people.value, ...page.people }
    return page
  })
  const roots = createPaged<LogRoot>((query) => api.roots(query))
  const filters = ref<LogFilters>({ object: '', action: '', person: '' })
  const row = ref(0)
  const openSeq = ref<number | null>(null)
  const current = computed(() => entries.items.value[row.value] ?? null)
  const broken = computed(() => brokenIn(entries.items.value))
  /** What stands in the field for an object and cannot be one. */
  const unclear = computed(() => filters.value.object !== '' && objectFrom(filters.value.object) === null)

  async function ask(wanted: LogFilters): Promise<void> {
    filters.value = wanted
    row.value = 0
    openSeq.value = null
    if (unclear.value) return
    await entries.ask({ ...setLogFilters(wanted), ...(wanted.object && { object: objectFrom(wanted.object) ?? '' }) })
  }

  function step(by: 1 | -1): void {
    row.value = Math.min(Math.max(row.value + by, 0), Math.max(entries.items.value.length - 1, 0))
    if (row.value >= entries.items.value.length - 5) void entries.more()
  }

  function toggle(seq: number | undefined): void {
    if (seq !== undefined) openSeq.value = openSeq.value === seq ? null : seq
  }

  return { entries, roots, people, filters, row, current, openSeq, broken, unclear, ask, step, toggle }
}
