/**
 * The ledger of shops and what they promised: how many have signed where, the lines of one place, the line under the keyboard,
 * and what is done to several at once. Knows its port; must not know HTTP or a screen.
 */
import { computed, ref, shallowRef } from 'vue'

import type { Coverage, CoverageBy, Covered, FilingAnswer, VisitsAnswer } from '@/domain/pledge-ledger'
import type { ShopRow } from '@/domain/shop-register'
import type { Page } from '@/domain/views'

import { createPaged, type Query } from '../createPaged'
import { createTrying } from '../createTrying'
import { EVERYTHING, queryFor, type Question } from './question'

export interface LedgerPort {
  list(query: Query): Promise<Page<ShopRow>>
  counts(query: Query): Promise<Record<string, number>>
  coverage(by: CoverageBy): Promise<Coverage>
  file(pledgeIds: string[]): Promise<FilingAnswer>
  remind(shopIds: string[]): Promise<VisitsAnswer>
}

/** Rows from the end of what is loaded at which the next page is asked for. */
const AHEAD = 5
/** As many as the server takes in one go. */
export const MOST_AT_ONCE = 200

export function createShopLedger(port: LedgerPort) {
  const question = shallowRef<Question>({ ...EVERYTHING })
  /** How many lines each tab has; empty while nobody knows. */
  const counts = shallowRef<Record<string, number>>({})
  const paged = createPaged<ShopRow>((query) => port.list(query))
  /** By the last day only where all of them are here: an order of a part would be none. */
  const items = computed(() => (question.value.sort === 'due' && !paged.hasMore.value ? [...paged.items.value].sort(soonest) : paged.items.value))
  const coverage = shallowRef<Coverage | null>(null)
  const by = ref<CoverageBy>('segment')
  const coverageFailure = shallowRef<unknown>(null)
  const chosen = ref<string | null>(null)
  const marked = shallowRef<ReadonlySet<string>>(new Set())
  const filed = shallowRef<FilingAnswer | null>(null)
  const reminded = shallowRef<VisitsAnswer | null>(null)
  const { busy, failure: refused, trying } = createTrying()

  const row = computed(() => items.value.findIndex(({ id }) => id === chosen.value))
  const current = computed(() => items.value[row.value] ?? null)
  /** Whom a step for several is about: those with a mark, or without any mark all that are shown. */
  const meant = computed(() => (marked.value.size > 0 ? items.value.filter(({ id }) => marked.value.has(id)) : items.value))
  /** Only what is confirmed can be filed. */
  const toFile = computed(() => meant.value.flatMap(({ pledge }) => (pledge?.standing === 'confirmed' ? [pledge.waiting_id ?? pledge.id] : [])))
  const place = computed(() => coverage.value?.items.find(({ code }) => code === question.value.place?.code) ?? null)

  async function ask(to: Question): Promise<void> {
    question.value = to
    marked.value = new Set()
    filed.value = reminded.value = null
    refused.value = null
    await Promise.all([paged.ask(queryFor(to)), countTabs(to)])
    if (row.value < 0) chosen.value = items.value[0]?.id ?? null
  }

  /** The same of every tab; the list is there without it. */
  async function countTabs(of: Question): Promise<void> {
    const told = await port.counts(queryFor({ ...of, tab: 'all' })).catch(() => ({}))
    if (question.value === of) counts.value = told
  }

  /** How many have signed, by segment, unit or street; what was shown stays where the answer fails. */
  async function count(how: CoverageBy): Promise<void> {
    by.value = how
    coverageFailure.value = null
    try {
      const told = await port.coverage(how)
      if (by.value === how) coverage.value = { ...told, items: [...told.items].sort(mostFirst) }
    } catch (error) {
      if (by.value === how) coverageFailure.value = error
    }
  }

  function step(way: 1 | -1): void {
    const to = Math.min(Math.max(row.value + way, 0), items.value.length - 1)
    chosen.value = items.value[to]?.id ?? null
    if (to >= items.value.length - AHEAD) void paged.more()
  }

  function toggle(id: string): void {
    const next = new Set(marked.value)
    if (!next.delete(id)) next.add(id)
    marked.value = next
  }

  function toggleAll(): void {
    const all = items.value.every(({ id }) => marked.value.has(id))
    marked.value = new Set(all ? [] : items.value.map(({ id }) => id))
  }

  /** Files what waits among those that are meant; each is filed or refused by itself. */
  async function file(): Promise<void> {
    const ids = toFile.value.slice(0, MOST_AT_ONCE)
    if (busy.value || ids.length === 0) return
    const answer = await trying(() => port.file(ids))
    if (answer) await again(() => (filed.value = answer))
  }

  async function remind(ids: string[]): Promise<void> {
    if (busy.value || ids.length === 0) return
    const answer = await trying(() => port.remind(ids.slice(0, MOST_AT_ONCE)))
    if (answer) await again(() => (reminded.value = answer))
  }

  /** Asks for the list and the counts as they are now, and then tells what was done. */
  async function again(tell: () => unknown): Promise<void> {
    await Promise.all([ask(question.value), count(by.value)])
    tell()
  }

  return {
    ...{ ...paged, items, question, counts, coverage, coverageFailure, by, place, chosen, row, current },
    ...{ marked, meant, toFile, filed, reminded, busy, refused },
    ...{ ask, count, step, toggle, toggleAll, file, remind },
  }
}

/** Whose pledge ends first; those without a last day behind them. */
function soonest(a: ShopRow, b: ShopRow): number {
  const [one, other] = [a.pledge?.valid_to ?? '~', b.pledge?.valid_to ?? '~']
  return one === other ? 0 : one < other ? -1 : 1
}

/** By share, the greatest first; places without a shop last, in the order of their codes. */
function mostFirst(a: Covered, b: Covered): number {
  return (b.share ?? -1) - (a.share ?? -1) || ((a.code ?? '~') < (b.code ?? '~') ? -1 : 1)
}

export type ShopLedger = ReturnType<typeof createShopLedger>
