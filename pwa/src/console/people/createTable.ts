/**
 * A table of people on its way: looked at, then brought as it was looked at, all of it or nothing. Another file or another
 * meaning is looked at anew. Knows its port; must not know HTTP or a screen.
 */
import { computed, ref, shallowRef } from 'vue'

import type { AccountsApi } from '@/api/accounts'
import type { Brought, StepWord, TablePlan } from '@/domain/accounts'
import { Failure } from '@/domain/problem'

import { createTrying } from '../createTrying'

const WORDS: readonly StepWord[] = ['new', 'changed', 'leaves', 'same']

export function createTable(api: Pick<AccountsApi, 'look' | 'bring'>) {
  const name = ref('')
  const everybody = ref(false)
  const plan = shallowRef<TablePlan | null>(null)
  const brought = shallowRef<Brought | null>(null)
  const { busy, failure, trying } = createTrying()
  /** People changed after it was looked at: the new plan is shown and has to be agreed to. */
  const changedSince = ref(false)
  let bytes: ArrayBuffer | null = null

  const counts = computed(() => WORDS.map((what) => ({ what, n: plan.value?.steps.filter((step) => step.what === what).length ?? 0 })))
  const ready = computed(() => !busy.value && brought.value === null && plan.value?.plan !== null && (plan.value?.steps.some(({ what }) => what !== 'same') ?? false))

  async function open(file: { name: string; arrayBuffer(): Promise<ArrayBuffer> }): Promise<void> {
    name.value = file.name
    brought.value = null
    changedSince.value = false
    bytes = await file.arrayBuffer()
    await look()
  }

  async function look(): Promise<void> {
    const file = bytes
    if (file === null) return
    plan.value = null
    await trying(async () => void (plan.value = await api.look(file, everybody.value)))
  }

  async function bring(): Promise<boolean> {
    const [file, mark] = [bytes, plan.value?.plan]
    if (file === null || !mark || !ready.value) return false
    changedSince.value = false
    await trying(async () => void (brought.value = await api.bring(file, everybody.value, mark)))
    const overtaken = failure.value instanceof Failure && failure.value.slug === 'stale'
    if (overtaken) {
      await look()
      changedSince.value = true
    }
    return brought.value !== null
  }

  return { name, everybody, plan, brought, busy, failure, changedSince, counts, ready, open, look, bring }
}
