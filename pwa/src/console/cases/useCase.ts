/** One case with the reports its pictures come from. */
import { computed, ref, shallowRef, watch, type Ref } from 'vue'

import type { CaseView, ReportView } from '@/domain/views'

import { casesApi, reportsApi } from '../server'
import { useSession } from '../session/useSession'
import { picturesOf, photosOf, timeline } from './timeline'

export function useCase(no: Ref<string>) {
  const { guarded } = useSession()
  const found = shallowRef<CaseView | null>(null)
  const reports = shallowRef(new Map<string, ReportView>())
  const failure = shallowRef<unknown>(null)
  const loading = ref(false)
  const report = computed(() => (found.value ? (reports.value.get(found.value.report_id) ?? null) : null))
  const entries = computed(() => (found.value ? timeline(found.value, report.value) : []))
  const pictures = computed(() => (found.value ? picturesOf(found.value, reports.value) : new Map()))
  const photos = computed(() => (found.value && !report.value?.deleted ? photosOf(found.value, report.value) : []))

  async function load(): Promise<void> {
    const wanted = no.value
    loading.value = true
    failure.value = null
    try {
      const one = await guarded(() => casesApi.get(wanted))
      if (wanted !== no.value) return
      await put(one)
    } catch (error) {
      if (wanted === no.value) failure.value = error
    } finally {
      if (wanted === no.value) loading.value = false
    }
  }

  /** The case as it is now; pictures that it does not tell itself are fetched. */
  async function put(one: CaseView): Promise<void> {
    if (one.case_no !== no.value) return
    found.value = one
    const told = new Set((one.evidence ?? []).map(({ report_id: id }) => id))
    const wanted = timeline(one, null).flatMap((entry) => entry.report_id ?? [])
    await fetchReports(wanted.filter((id) => !told.has(id)), one.report_id)
  }

  /** Looks again while somebody reads; what others did is shown, what fails is followed by the next look. */
  async function refresh(): Promise<void> {
    const wanted = no.value
    const one = await guarded(() => casesApi.get(wanted)).catch(() => null)
    if (one && one.rev !== found.value?.rev) await put(one)
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

  return { found, report, entries, pictures, photos, failure, loading, load, put, refresh }
}
