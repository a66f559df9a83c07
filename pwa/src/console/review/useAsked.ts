/** What somebody was asked about and has not answered yet: reports that are verified or amended. */
import { ref, shallowRef } from 'vue'

import type { ReportView } from '@/domain/views'

import { reportsApi } from '../server'
import { useSession } from '../session/useSession'

const MOST = 100

export function useAsked() {
  const { guarded } = useSession()
  const reports = shallowRef<ReportView[]>([])
  const loaded = ref(false)
  const failure = shallowRef<unknown>(null)

  /** What waits longest first. */
  async function load(): Promise<void> {
    failure.value = null
    try {
      const pages = await Promise.all(['verifying', 'to-amend'].map((status) => guarded(() => reportsApi.list({ status, limit: MOST }))))
      reports.value = pages.flatMap(({ items }) => items).sort((one, other) => askedAt(one) - askedAt(other))
      loaded.value = true
    } catch (error) {
      failure.value = error
    }
  }

  return { reports, loaded, failure, load }
}

const askedAt = (report: ReportView) => Date.parse(report.verdict?.at ?? report.received_at)
