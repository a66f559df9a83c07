/**
 * What was refused, as a list with one row open: its text under repair, and how it was settled.
 * Knows its port; must not know HTTP or a screen.
 */
import { computed, ref, shallowRef } from 'vue'

import type { QuarantineApi } from '@/api/quarantine'
import { Failure } from '@/domain/problem'
import type { Fault, QuarantineRow, QuarantineWhole } from '@/domain/quarantine'

import { createPaged } from '../createPaged'
import { neighbour } from '../neighbour'

export type State = 'open' | 'settled'

export function createQuarantine(api: QuarantineApi) {
  const state = ref<State>('open')
  const paged = createPaged<QuarantineRow>((query) => api.list({ ...query, state: state.value }))
  const { items, hasMore, loading, loaded, failure: loadFailure, more } = paged
  const chosenId = ref<number | null>(null)
  const row = shallowRef<QuarantineWhole | null>(null)
  const text = ref('')
  const reason = ref('')
  const busy = ref(false)
  /** What the last try to settle came to, if it failed. */
  const failure = shallowRef<unknown>(null)
  const fault = shallowRef<Fault | null>(null)
  const changed = computed(() => row.value !== null && text.value !== row.value.text)
  /** Repairs that were begun, by row: looking at another row takes nothing away. */
  const begun = new Map<number, { text: string; reason: string }>()

  async function ask(to: State): Promise<void> {
    state.value = to
    await paged.ask({})
    if (!items.value.some((one) => one.id === chosenId.value)) await choose(items.value[0]?.id ?? null)
  }

  async function choose(id: number | null): Promise<void> {
    keep()
    chosenId.value = id
    row.value = null
    failure.value = null
    if (id === null) return
    try {
      const whole = await api.get(id)
      if (chosenId.value === id) show(whole)
    } catch (error) {
      if (chosenId.value === id) failure.value = error
    }
  }

  function keep(): void {
    const open = row.value
    if (open === null || open.settled) return
    if (text.value !== offered(open) || reason.value) begun.set(open.id, { text: text.value, reason: reason.value })
    else begun.delete(open.id)
  }

  function show(whole: QuarantineWhole): void {
    if (whole.settled) begun.delete(whole.id)
    const mine = begun.get(whole.id)
    row.value = whole
    text.value = mine?.text ?? offered(whole)
    fault.value = whole.fault
    reason.value = mine?.reason ?? ''
  }

  async function step(by: 1 | -1): Promise<void> {
    const place = items.value.findIndex((one) => one.id === chosenId.value)
    const next = neighbour(items.value, place, by)
    if (next && next.id !== chosenId.value) await choose(next.id)
    if (place >= items.value.length - 5) await more()
  }

  const file = () => settle((id) => api.file(id, changed.value ? text.value : null, reason.value.trim()))
  const dismiss = () => settle((id) => api.dismiss(id, reason.value.trim()))

  async function settle(how: (id: number) => Promise<QuarantineWhole>): Promise<void> {
    const id = chosenId.value
    if (id === null || busy.value) return
    busy.value = true
    failure.value = null
    try {
      put(await how(id))
    } catch (error) {
      // Somebody was faster: what they did is shown, with the sentence about it.
      if (error instanceof Failure && error.slug === 'stale') await api.get(id).then(put, () => undefined)
      // What failed for one row is not said of another.
      if (chosenId.value !== id) return
      failure.value = error
      fault.value = faultIn(error) ?? fault.value
    } finally {
      busy.value = false
    }
  }

  function put(whole: QuarantineWhole): void {
    items.value = items.value.map((one) => (one.id === whole.id ? whole : one))
    if (chosenId.value === whole.id) show(whole)
  }

  return {
    ...{ state, items, hasMore, loading, loaded, loadFailure, chosenId, row, text, reason, busy, failure, fault, changed },
    ...{ ask, more, choose, step, file, dismiss },
  }
}

/** The text a row is opened with. */
function offered(whole: QuarantineWhole): string {
  return whole.settled ? whole.text : (whole.proposal ?? whole.text)
}

function faultIn(error: unknown): Fault | null {
  const fault = error instanceof Failure ? error.problem?.facts.fault : null
  return fault && typeof fault === 'object' ? (fault as Fault) : null
}
