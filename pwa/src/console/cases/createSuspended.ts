/** The suspended cases of the monthly review: which row is looked at, and what became of each. Knows its port; must not know HTTP. */
import { computed, ref, shallowRef } from 'vue'

import type { CaseView, SuspendedView } from '@/domain/views'

export function createSuspended(list: () => Promise<SuspendedView[]>) {
  const items = shallowRef<SuspendedView[]>([])
  const loaded = ref(false)
  const failure = shallowRef<unknown>(null)
  const row = ref(0)
  const current = computed(() => items.value[row.value] ?? null)
  const overdue = computed(() => items.value.filter(({ suspension }) => suspension.overdue).length)

  async function load(): Promise<void> {
    try {
      items.value = await list()
      failure.value = null
      loaded.value = true
      step(0)
    } catch (error) {
      failure.value = error
    }
  }

  function step(by: -1 | 0 | 1): void {
    row.value = Math.min(Math.max(row.value + by, 0), Math.max(items.value.length - 1, 0))
  }

  /** A case as it is now: one that goes on leaves the list, and the row below it is looked at. */
  function put(now: CaseView): void {
    if (now.state === 'suspended') items.value = items.value.map((one) => (one.case.case_no === now.case_no ? { ...one, case: now } : one))
    else items.value = items.value.filter((one) => one.case.case_no !== now.case_no)
    step(0)
  }

  return { items, loaded, failure, row, current, overdue, load, step, put }
}
