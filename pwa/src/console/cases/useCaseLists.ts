/** Counts, saved filters, what is done to several cases and the export, spoken with the real server. */
import { ref, shallowRef } from 'vue'

import { uuid7 } from '@/domain/identity'
import { saveFile } from '@/ui/saveFile'

import { caseListsApi, casesApi, dispatchApi, download } from '../server'
import { useSession } from '../session/useSession'
import { cityDay } from '../when'
import { createBulk } from './createBulk'
import { createCounts } from './createCounts'
import { createSaved } from './createSaved'
import { setFilters, type CaseFilters } from './filters'
import { useCases } from './useCases'
import { useRecall } from './useRecall'

const guarded = <T>(request: () => Promise<T>) => useSession().guarded(request)
const counts = createCounts((filter) => guarded(() => caseListsApi.counts(filter)))
const saved = createSaved(
  {
    filters: () => guarded(() => caseListsApi.filters()),
    keep: (...args) => guarded(() => caseListsApi.keep(...args)),
    drop: (...args) => guarded(() => caseListsApi.drop(...args)),
  },
  () => uuid7(Date.now()),
)
const bulk = createBulk(
  {
    board: () => guarded(() => dispatchApi.board()),
    dispatch: (items) => guarded(() => dispatchApi.bulk(items)),
    move: (no, order, rev) => guarded(() => casesApi.move(no, order, rev)),
  },
  (found) => {
    useCases().put(found)
    if (found.state === 'dispatched') useRecall().offer(found)
  },
)

export function useCaseLists() {
  const exporting = ref(false)
  const bytes = ref(0)
  const exported = shallowRef<File | null>(null)
  const failure = shallowRef<unknown>(null)

  /** Fetches the whole list as a spreadsheet; the page can be left meanwhile only with the file lost. */
  async function exportList(filters: CaseFilters, language: string): Promise<void> {
    if (exporting.value) return
    exporting.value = true
    bytes.value = 0
    exported.value = null
    failure.value = null
    const query = new URLSearchParams({ ...(setFilters(filters) as Record<string, string>), format: 'xlsx', language })
    try {
      const blob = await guarded(() => download(`/cases/export?${query}`, (come) => (bytes.value = come)))
      const file = new File([blob], `cases-${cityDay(new Date())}.xlsx`, { type: blob.type })
      saveFile(file)
      exported.value = file
    } catch (error) {
      failure.value = error
    } finally {
      exporting.value = false
    }
  }

  return { ...counts, saved, bulk, exporting, bytes, exported, exportFailure: failure, exportList }
}
