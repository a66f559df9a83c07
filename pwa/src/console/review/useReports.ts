/** Reports by their ids, one after the other; one that does not come is left out. */
import { shallowRef } from 'vue'

import type { ReportView } from '@/domain/views'

import { reportsApi } from '../server'
import { useSession } from '../session/useSession'

export function useReports() {
  const { guarded } = useSession()
  const reports = shallowRef(new Map<string, ReportView>())

  async function load(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const one = await guarded(() => reportsApi.get(id)).catch(() => null)
      if (one) reports.value = new Map(reports.value).set(id, one)
    }
  }

  return { reports, load }
}
