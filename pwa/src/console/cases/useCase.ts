/** One case with the reports its pictures come from. */
import { computed, ref, shallowRef, watch, type Ref } from 'vue'

import type { CaseView, ReportView } from '@/domain/views'

import { casesApi, reportsApi } from '../server'
import { useSession } from '../session/useSession'
import { timeline } from './timeline'

export function useCase(no: Ref<string>) {
  const { guarded } = useSession()
  const found = shallowRef<CaseView | null>(null)
  const reports = shallowRef(new Map<string, ReportView>())
  const failure = shallowRef<unknown>(null)
  const loading = ref(false)
  const report = computed(() => (found.value ? (reports.value.get(found.value.report_id) ?? null) : null))
  const entries = computed(() => (found.value ? timeline(found.value, report.value) : []))

  async function load(): Promise<void> {
    const wanted = no.value
    loading.value = true
    failure.value = null
    try {
      const one = await guarded(() => casesApi.get(wanted))
      if (wanted !== no.value) return
      found.value = one
      await fetchReports(timeline(one, null).flatMap((entry) => entry.report_id ?? []), one.report_id)
    } catch (error) {
      if (wanted === no.value) failure.value = error
    } finally {
      if (wanted === no.value) loading.value = false
    }
  }

  /** The case's own report first; without the others the history only lacks their pictures. */
  async function fetchReports(joined: string[], own: string): Promise<void> {
    for (const id of [own, ...joined]) {
      if (reports.value.has(id)) continue
      const one = await guarded(() => reportsApi.get(id)).catch(() => null)
      if (one) reports.value = new Map(reports.value).set(id, one)
    }
  }

  watch(no, () => {
    found.value = null
    void load()
  }, { immediate: true })

  return { found, report, reports, entries, failure, loading, load }
}
