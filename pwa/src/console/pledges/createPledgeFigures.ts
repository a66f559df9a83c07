/** What is told of pledges and breaches in a period, each share with its two numbers. Knows its ports; must not know HTTP. */
import { ref, shallowRef } from 'vue'

import type { BreachLedgerApi } from '@/api/breach-ledger'
import type { PledgeLedgerApi } from '@/api/pledge-ledger'
import type { BreachFigures } from '@/domain/breach-ledger'
import type { Coverage, SignedFigures } from '@/domain/pledge-ledger'

export interface FiguresPort {
  breaches: BreachLedgerApi['figures']
  signed: PledgeLedgerApi['figures']
  coverage: PledgeLedgerApi['coverage']
}

export function createPledgeFigures(port: FiguresPort) {
  const period = ref('')
  const breaches = shallowRef<BreachFigures | null>(null)
  const signed = shallowRef<SignedFigures | null>(null)
  const coverage = shallowRef<Coverage | null>(null)
  const loading = ref(false)
  const failure = shallowRef<unknown>(null)

  /** Of answers that overtake each other that of the newest question counts. */
  async function ask(of: string): Promise<void> {
    period.value = of
    loading.value = true
    failure.value = null
    try {
      const [counted, today, covered] = await Promise.all([port.breaches(of), port.signed(of), port.coverage('unit')])
      if (period.value !== of) return
      breaches.value = counted
      signed.value = today
      coverage.value = covered
    } catch (error) {
      if (period.value === of) failure.value = error
    } finally {
      if (period.value === of) loading.value = false
    }
  }

  return { period, breaches, signed, coverage, loading, failure, ask }
}
