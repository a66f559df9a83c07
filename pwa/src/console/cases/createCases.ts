/**
 * The list of cases: filters, pages, the row under the keyboard. Knows its port; must not know HTTP or the page.
 */
import { computed, ref, shallowRef } from 'vue'

import type { CaseView, Page } from '@/domain/views'

import { isFiltered, NO_FILTERS, sameFilters, setFilters, type CaseFilters } from './filters'
import { createPaged, type Query } from '../createPaged'

export type CasesPort = (query: Query) => Promise<Page<CaseView>>

/** `pictured` says whether the pictures that stand for the cases are wanted. */
export function createCases(list: CasesPort, pictured: () => boolean = () => false) {
  const paged = createPaged(list)
  const { items, hasMore, loading, loaded, failure, more } = paged
  const filters = shallowRef<CaseFilters>({ ...NO_FILTERS })
  const row = ref(0)
  const filtered = computed(() => isFiltered(filters.value))
  const others = ref(0)
  /** Nobody means a row of the list before by a key that they press after asking for another. */
  const current = computed(() => (others.value > 0 ? null : (items.value[row.value] ?? null)))

  async function ask(to: CaseFilters): Promise<void> {
    const another = !sameFilters(to, filters.value)
    filters.value = to
    if (another) others.value += 1
    await paged.ask({ ...setFilters(to), ...(pictured() && { pictures: 'true' }) })
    if (another) others.value -= 1
    if (another) row.value = 0
  }

  function step(by: 1 | -1): void {
    row.value = Math.min(Math.max(row.value + by, 0), Math.max(items.value.length - 1, 0))
    if (row.value >= items.value.length - 5) void more()
  }

  /** A case as it is now, where it stands in the list. */
  function put(now: CaseView): void {
    items.value = items.value.map((one) => (one.case_no === now.case_no ? { ...(one.cover && { cover: one.cover }), ...now } : one))
  }

  return { items, filters, filtered, row, current, hasMore, loading, loaded, failure, ask, more, step, put }
}
