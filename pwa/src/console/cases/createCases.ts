/**
 * The list of cases: filters, pages, the row under the keyboard. Knows its port; must not know HTTP or the page.
 */
import { computed, ref, shallowRef } from 'vue'

import type { CaseView, Page } from '@/domain/views'

import { isFiltered, NO_FILTERS, setFilters, type CaseFilters } from './filters'

export type CasesPort = (query: Record<string, string | number>) => Promise<Page<CaseView>>

const PAGE = 50

export function createCases(list: CasesPort) {
  const items = shallowRef<CaseView[]>([])
  const filters = shallowRef<CaseFilters>({ ...NO_FILTERS })
  const row = ref(0)
  const hasMore = ref(false)
  const loading = ref(false)
  const loaded = ref(false)
  const failure = shallowRef<unknown>(null)
  const filtered = computed(() => isFiltered(filters.value))
  const current = computed(() => items.value[row.value] ?? null)
  let cursor: string | null = null
  /** Answers to an older question are dropped. */
  let question = 0

  async function ask(to: CaseFilters): Promise<void> {
    filters.value = to
    question += 1
    cursor = null
    await page([])
    row.value = 0
  }

  async function more(): Promise<void> {
    if (!loading.value && hasMore.value) await page(items.value)
  }

  async function page(before: CaseView[]): Promise<void> {
    const mine = question
    loading.value = true
    failure.value = null
    try {
      const answer = await list({ ...setFilters(filters.value), limit: PAGE, ...(cursor && { cursor }) })
      if (mine !== question) return
      items.value = [...before, ...answer.items]
      cursor = answer.cursor
      hasMore.value = answer.has_more
      loaded.value = true
    } catch (error) {
      if (mine === question) failure.value = error
    } finally {
      if (mine === question) loading.value = false
    }
  }

  function step(by: 1 | -1): void {
    row.value = Math.min(Math.max(row.value + by, 0), Math.max(items.value.length - 1, 0))
    if (row.value >= items.value.length - 5) void more()
  }

  /** The case before or after one of the list, for turning pages on the case itself. */
  function neighbour(caseNo: string, by: 1 | -1): CaseView | null {
    const place = items.value.findIndex((one) => one.case_no === caseNo)
    return place < 0 ? null : (items.value[place + by] ?? null)
  }

  return { items, filters, filtered, row, current, hasMore, loading, loaded, failure, ask, more, step, neighbour }
}
