/** Who may be asked to look on the spot at one report. */
import { shallowRef } from 'vue'

import type { Verifier } from '@/domain/views'

import { reportsApi } from '../server'
import { useSession } from '../session/useSession'

export function useVerifiers(reportId: string) {
  const people = shallowRef<Verifier[] | null>(null)
  const failure = shallowRef<unknown>(null)

  async function load(): Promise<void> {
    failure.value = null
    try {
      people.value = await useSession().guarded(() => reportsApi.verifiers(reportId))
    } catch (error) {
      failure.value = error
    }
  }

  return { people, failure, load }
}
