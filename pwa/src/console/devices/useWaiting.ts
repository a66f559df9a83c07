/** What waits on all phones together: one count for every page of the desk. */
import { shallowRef } from 'vue'

import type { DeviceTotals } from '@/domain/devices'

import { devicesApi } from '../server'
import { useSession } from '../session/useSession'

const totals = shallowRef<DeviceTotals | null>(null)

export function useWaiting() {
  async function ask(): Promise<void> {
    const { phase } = useSession()
    // A poll must not be what asks somebody to sign in again.
    if (phase.value === 'signed-in') totals.value = await devicesApi.totals()
  }
  return { totals, ask, take: (told: DeviceTotals) => void (totals.value = told) }
}
