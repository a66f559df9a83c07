/** A table of shops on its way into the register. Knows its port; must not know HTTP or a screen. */
import { computed, ref, shallowRef } from 'vue'

import type { ShopRegisterApi } from '@/api/shop-register'
import type { FileDatum } from '@/domain/permit-register'
import type { ShopImport } from '@/domain/shop-register'

import { createTrying } from '../createTrying'

type Port = Pick<ShopRegisterApi, 'bring' | 'enter'>

export function createShopImport(api: Port) {
  const found = shallowRef<ShopImport | null>(null)
  /** In which its points are. */
  const datum = ref<FileDatum>('wgs84')
  /** Nothing bad is entered; whoever enters the rest says so. */
  const leaveOut = ref(false)
  const { busy, failure, trying } = createTrying()
  const entered = computed(() => found.value?.state === 'entered')
  const ready = computed(() => found.value?.state === 'checked' && found.value.good > 0 && (found.value.bad_rows === 0 || leaveOut.value))
  /** How many rows there are of each reason, the most frequent first. */
  const reasons = computed(() => {
    const sum = new Map<string, number>()
    for (const { why } of found.value?.bad ?? []) sum.set(why, (sum.get(why) ?? 0) + 1)
    return [...sum].sort((a, b) => b[1] - a[1])
  })

  async function bring(file: Blob, name: string): Promise<void> {
    if (busy.value) return
    const told = await trying(() => api.bring(file, name, datum.value))
    leaveOut.value = false
    found.value = told
  }

  /** Whether it is in the register now. */
  async function enter(): Promise<boolean> {
    const shown = found.value
    if (shown === null || !ready.value || busy.value) return false
    const told = await trying(() => api.enter(shown.id))
    if (told) found.value = told
    return told !== null
  }

  const forget = () => void (found.value = null)
  return { found, datum, leaveOut, busy, failure, entered, ready, reasons, bring, enter, forget }
}
