/**
 * Breaches with one open: its pictures before and after, whether it is put right, appeals and what becomes a case. What was
 * typed for one stays while another is looked at. Knows its port; must not know HTTP or a screen.
 */
import { computed, ref, shallowRef } from 'vue'

import type { BreachLedgerApi } from '@/api/breach-ledger'
import type { BreachRow, BreachView } from '@/domain/breach-ledger'
import { lastOf } from '@/domain/last'
import { Failure } from '@/domain/problem'

import { createPaged } from '../createPaged'
import { createTrying } from '../createTrying'
import { neighbour } from '../neighbour'

export const BREACH_TABS = ['handed-in', 'appeal', 'overdue', 'open', 'all'] as const
export type BreachTab = (typeof BREACH_TABS)[number]

const QUERIES: Record<BreachTab, Record<string, string>> = {
  'handed-in': { state: 'handed-in' },
  appeal: { appeal: 'open' },
  overdue: { overdue: 'true' },
  open: { state: 'open,escalated' },
  all: {},
}

type Port = Pick<BreachLedgerApi, 'list' | 'get' | 'judge' | 'escalate' | 'answerAppeal'>

export function createBreaches(api: Port) {
  const tab = ref<BreachTab>('handed-in')
  const paged = createPaged<BreachRow>((query) => api.list(query))
  const { items } = paged
  const chosen = ref<string | null>(null)
  const one = shallowRef<BreachView | null>(null)
  const text = ref('')
  const begun = new Map<string, string>()
  const { busy, failure: refused, once } = createTrying()
  /** Why the one that is open could not be shown. */
  const failure = shallowRef<unknown>(null)
  /** What the reviewer looks at: the newest that was handed in. */
  const newest = computed(() => lastOf(one.value?.hand_ins) ?? null)
  const can = (move: string) => one.value?.moves.includes(move) === true

  async function ask(to: BreachTab, wanted: string | null = chosen.value): Promise<void> {
    tab.value = to
    await paged.ask(QUERIES[to])
    if (wanted !== null && wanted === chosen.value && one.value) return
    await choose(wanted ?? items.value[0]?.id ?? null)
  }

  async function choose(id: string | null): Promise<void> {
    keep()
    chosen.value = id
    one.value = null
    failure.value = null
    refused.value = null
    text.value = id === null ? '' : (begun.get(id) ?? '')
    if (id === null) return
    try {
      const whole = await api.get(id)
      if (chosen.value === id) one.value = whole
    } catch (error) {
      if (chosen.value === id) failure.value = error
    }
  }

  function keep(): void {
    if (chosen.value === null) return
    if (text.value.trim()) begun.set(chosen.value, text.value)
    else begun.delete(chosen.value)
  }

  async function step(by: 1 | -1): Promise<void> {
    const place = items.value.findIndex(({ id }) => id === chosen.value)
    const next = neighbour(items.value, place, by)
    if (next && next.id !== chosen.value) await choose(next.id)
    if (place >= items.value.length - 5) await paged.more()
  }

  const pass = () => act(({ id, rev }) => api.judge(id, rev, 'pass', text.value.trim()))
  /** Says why; without a reason nothing is sent. */
  const fail = () => said((reason) => ({ id, rev }) => api.judge(id, rev, 'fail', reason))
  const escalate = () => act(({ id, rev }) => api.escalate(id, rev))
  const answer = (granted: boolean) => said((words) => ({ id, rev }) => api.answerAppeal(id, rev, granted, words))

  async function said(how: (words: string) => (shown: BreachView) => Promise<BreachView>): Promise<boolean> {
    const words = text.value.trim()
    return words !== '' && act(how(words))
  }

  /** When somebody was faster, what became of it is shown and what was typed stays. */
  const act = (how: (shown: BreachView) => Promise<BreachView>) =>
    once(async () => {
      const shown = one.value
      if (shown === null) return
      try {
        put(await how(shown))
        text.value = ''
        begun.delete(shown.id)
      } catch (error) {
        if (error instanceof Failure && (error.slug === 'stale' || error.slug === 'illegal-move')) await api.get(shown.id).then(put, () => undefined)
        throw error
      }
    })

  function put(now: BreachView): void {
    items.value = items.value.map((row) => (row.id === now.id ? now : row))
    if (chosen.value === now.id) one.value = now
  }

  return { ...paged, loadFailure: paged.failure, tab, chosen, one, newest, text, busy, refused, failure, can, ask, choose, step, pass, fail, escalate, answer }
}

export type UsedBreaches = ReturnType<typeof createBreaches>
