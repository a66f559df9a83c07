/**
 * What was refused, as a list with one row open: its text under repair, and how it was settled.
 * Knows its port; must not know HTTP or a screen.
 */
import { computed, ref, shallowRef } from 'vue'

import type { QuarantineApi } from '@/api/quarantine'
import { Failure } from '@/domain/problem'
import type { Fault, QuarantineRow, QuarantineWhole } from '@/domain/quarantine'

export type State = 'open' | 'settled'

const PAGE = 50

export function createQuarantine(api: QuarantineApi) {
  const state = ref<State>('open')
  const items = shallowRef<QuarantineRow[]>([])
  const hasMore = ref(false)
  const loading = ref(false)
  const loaded = ref(false)
  const loadFailure = shallowRef<unknown>(null)
  const chosenId = ref<number | null>(null)
  const row = shallowRef<QuarantineWhole | null>(null)
  const text = ref('')
  const reason = ref('')
  const busy = ref(false)
  /** What the last try to settle came to, if it failed. */
  const failure = shallowRef<unknown>(null)
  const fault = shallowRef<Fault | null>(null)
  const changed = computed(() => row.value !== null && text.value !== row.value.text)
  let cursor: string | null = null
  /** Answers to an older question are dropped. */
  let question = 0

  async function ask(to: State): Promise<void> {
    state.value = to
    question += 1
    cursor = null
    await page([])
    if (!items.value.some((one) => one.id === chosenId.value)) await choose(items.value[0]?.id ?? null)
  }

  async function more(): Promise<void> {
    if (!loading.value && hasMore.value) await page(items.value)
  }

  async function page(before: QuarantineRow[]): Promise<void> {
    const mine = question
    loading.value = true
    loadFailure.value = null
    try {
      const answer = await api.list({ state: state.value, limit: PAGE, ...(cursor && { cursor }) })
      if (mine !== question) return
      items.value = [...before, ...answer.items]
      cursor = answer.cursor
      hasMore.value = answer.has_more
      loaded.value = true
    } catch (error) {
      if (mine === question) loadFailure.value = error
    } finally {
      if (mine === question) loading.value = false
    }
  }

  async function choose(id: number | null): Promise<void> {
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

  function show(whole: QuarantineWhole): void {
    row.value = whole
    text.value = whole.settled ? whole.text : (whole.proposal ?? whole.text)
    fault.value = whole.fault
    reason.value = ''
  }

  async function step(by: 1 | -1): Promise<void> {
    const place = items.value.findIndex((one) => one.id === chosenId.value)
    const next = items.value[Math.min(Math.max(place + by, 0), items.value.length - 1)]
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
      failure.value = error
      fault.value = faultIn(error) ?? fault.value
      if (error instanceof Failure && error.slug === 'stale') await reread(id)
    } finally {
      busy.value = false
    }
  }

  /** Somebody was faster: what they did is shown, and the sentence about it stays. */
  async function reread(id: number): Promise<void> {
    const said = failure.value
    await api.get(id).then(put, () => undefined)
    failure.value = said
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

function faultIn(error: unknown): Fault | null {
  const fault = error instanceof Failure ? error.problem?.facts.fault : null
  return fault && typeof fault === 'object' ? (fault as Fault) : null
}
