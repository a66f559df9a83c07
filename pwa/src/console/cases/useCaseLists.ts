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

/** The server writes so many chosen cases into one file. */
const MOST_CHOSEN = 1000
export type Format = 'xlsx' | 'csv'
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

  /** The whole list as a file; the page can be left meanwhile only with the file lost. */
  function exportList(filters: CaseFilters, language: string, format: Format): Promise<void> {
    const query = new URLSearchParams({ ...(setFilters(filters) as Record<string, string>), format, language })
    return save(`cases-${cityDay(new Date())}.${format}`, (come) => download(`/cases/export?${query}`, come))
  }

  /** The chosen cases as a file that the server makes, in the order they were chosen. */
  function exportChosen(chosen: readonly string[], language: string, format: Format): Promise<void> {
    const json = { case_nos: chosen.slice(0, MOST_CHOSEN), format, language }
    return save(`cases-${cityDay(new Date())}-${json.case_nos.length}.${format}`, (come) => download('/cases/export', come, json))
  }

  async function save(name: string, fetched: (come: (size: number) => void) => Promise<Blob>): Promise<void> {
    if (exporting.value) return
    exporting.value = true
    bytes.value = 0
    exported.value = null
    failure.value = null
    try {
      const blob = await guarded(() => fetched((come) => (bytes.value = come)))
      const file = new File([blob], name, { type: blob.type })
      saveFile(file)
      exported.value = file
    } catch (error) {
      failure.value = error
    } finally {
      exporting.value = false
    }
  }

  return { ...counts, saved, bulk, exporting, bytes, exported, exportFailure: failure, exportList, exportChosen }
}
