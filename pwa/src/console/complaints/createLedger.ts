/** The ledger of complaints with one open, its answer under way. Knows its port; must not know HTTP or a screen. */
import { ref, shallowRef } from 'vue'

import type { ComplaintsApi } from '@/api/complaints'
import type { ComplaintCounts, ComplaintFields, ComplaintReceipt, ComplaintRow, ComplaintState, ComplaintView } from '@/domain/complaints'
import { Failure } from '@/domain/problem'

import { createPaged } from '../createPaged'
import { neighbour } from '../neighbour'

export type Filter = ComplaintState | 'all'
export const FILTERS: readonly Filter[] = ['open', 'answered', 'dismissed', 'all']

export function createLedger(api: ComplaintsApi) {
  const filter = ref<Filter>('open')
  const counts = shallowRef<ComplaintCounts | null>(null)
  const paged = createPaged<ComplaintRow>(async (query) => {
    const page = await api.list({ ...query, ...(filter.value !== 'all' && { state: filter.value }) })
    counts.value = page.counts
    return page
  })
  const { items } = paged
  const chosen = ref<string | null>(null)
  const one = shallowRef<ComplaintView | null>(null)
  const contact = ref<string | null>(null)
  const busy = ref(false)
  const failure = shallowRef<unknown>(null)
  /** Answers that were begun, by number: looking at another complaint takes nothing away. */
  const begun = new Map<string, string>()
  const text = ref('')

  async function ask(to: Filter): Promise<void> {
    filter.value = to
    await paged.ask({})
    if (!items.value.some(({ number }) => number === chosen.value)) await choose(items.value[0]?.number ?? null)
  }

  async function choose(number: string | null): Promise<void> {
    keep()
    chosen.value = number
    one.value = null
    contact.value = null
    failure.value = null
    text.value = number === null ? '' : (begun.get(number) ?? '')
    if (number === null) return
    try {
      const whole = await api.get(number)
      if (chosen.value === number) one.value = whole
    } catch (error) {
      if (chosen.value === number) failure.value = error
    }
  }

  function keep(): void {
    if (chosen.value === null) return
    if (text.value.trim()) begun.set(chosen.value, text.value)
    else begun.delete(chosen.value)
  }

  async function step(by: 1 | -1): Promise<void> {
    const place = items.value.findIndex(({ number }) => number === chosen.value)
    const next = neighbour(items.value, place, by)
    if (next && next.number !== chosen.value) await choose(next.number)
    if (place >= items.value.length - 5) await paged.more()
  }

  const answer = () => act((open) => api.answer(open.number, open.rev, text.value.trim()))
  const dismiss = () => act((open) => api.dismiss(open.number, open.rev, text.value.trim()))

  /** What was typed stays unless it was taken; when somebody was faster, their answer is shown above it. */
  async function act(how: (open: ComplaintView) => Promise<ComplaintView>): Promise<void> {
    const open = one.value
    if (open === null || busy.value || !text.value.trim()) return
    await trying(async () => {
      try {
        put(await how(open))
        if (chosen.value === open.number) text.value = ''
        begun.delete(open.number)
      } catch (error) {
        if (error instanceof Failure && error.slug === 'stale') await api.get(open.number).then(put, () => undefined)
        throw error
      }
    })
  }

  async function showContact(): Promise<void> {
    const open = one.value
    if (open === null) return
    await trying(async () => {
      const told = await api.contact(open.number)
      if (chosen.value === open.number) contact.value = told
    })
  }

  async function file(fields: ComplaintFields): Promise<ComplaintReceipt | null> {
    const told = await trying(() => api.file(fields))
    if (told) await ask(filter.value)
    return told
  }

  async function trying<T>(doing: () => Promise<T>): Promise<T | null> {
    const number = chosen.value
    busy.value = true
    failure.value = null
    try {
      return await doing()
    } catch (error) {
      if (chosen.value === number) failure.value = error
      return null
    } finally {
      busy.value = false
    }
  }

  function put(whole: ComplaintView): void {
    items.value = items.value.map((row) => (row.number === whole.number ? whole : row))
    if (chosen.value === whole.number) one.value = whole
  }

  return { ...paged, filter, counts, chosen, one, contact, text, busy, failure, loadFailure: paged.failure, ask, choose, step, answer, dismiss, showContact, file }
}
