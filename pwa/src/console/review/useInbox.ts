/**
 * The list of pending reports: pages by cursor, filters, the chosen report, quiet arrival of new ones.
 * Knows its ports; must not know HTTP, keys or the page. A report that is judged leaves through `take`,
 * and comes back to its old place through `putBack` when the verdict did not hold.
 */
import { computed, ref, shallowRef } from 'vue'

import { lastOf } from '@/domain/last'
import type { Page, ReportView } from '@/domain/views'

import { doubtCount } from './evidence'

export type Filter = 'all' | 'doubts' | 'urgent' | 'on-spot'
export const FILTERS: readonly Filter[] = ['all', 'doubts', 'urgent', 'on-spot']

export interface InboxPorts {
  /** One page of pending reports, newest arrival first. */
  pending(cursor: string | null): Promise<Page<ReportView>>
  isUrgent(report: ReportView): boolean
}

/** So many unseen reports below the chosen one fetch the next page, so J never waits. */
const AHEAD = 12

/** Where the next keys may lead, the likeliest first. */
const NEXT_STEPS = [0, 1, 2, -1, 3]

export function useInbox(ports: InboxPorts) {
  const items = shallowRef<ReportView[]>([])
  const filter = ref<Filter>('all')
  const chosenId = ref<string | null>(null)
  const hasMore = ref(false)
  const loading = ref(false)
  const loaded = ref(false)
  const failure = shallowRef<unknown>(null)
  /** Judged here or elsewhere: a page fetched before the verdict must not bring them back. */
  const gone = new Set<string>()
  let cursor: string | null = null

  const matches: Record<Filter, (report: ReportView) => boolean> = {
    all: () => true,
    doubts: (report) => doubtCount(report) > 0,
    urgent: ports.isUrgent,
    'on-spot': (report) => report.handled_on_spot === true,
  }
  const counts = computed(() =>
    Object.fromEntries(FILTERS.map((name) => [name, items.value.filter(matches[name]).length])),
  )
  /** What is shown: the filter, urgent ones on top, else as the server orders. */
  const visible = computed(() => {
    const kept = items.value.filter(matches[filter.value])
    return [...kept.filter(ports.isUrgent), ...kept.filter((report) => !ports.isUrgent(report))]
  })
  const index = computed(() => visible.value.findIndex((report) => report.id === chosenId.value))
  const chosen = computed(() => visible.value[index.value] ?? null)
  /** What may be looked at next, the chosen one first: three ahead, one back. */
  const around = computed(() => NEXT_STEPS.flatMap((by) => visible.value[index.value + by] ?? []))

  async function start(): Promise<void> {
    items.value = []
    cursor = null
    loaded.value = false
    hasMore.value = true
    await more()
  }

  async function more(): Promise<void> {
    if (loading.value || !hasMore.value) return
    loading.value = true
    try {
      const page = await ports.pending(cursor)
      cursor = page.cursor
      hasMore.value = page.has_more
      items.value = [...items.value, ...unknown(page.items)]
      loaded.value = true
      failure.value = null
      chooseSomething(0)
    } catch (error) {
      failure.value = error
    } finally {
      loading.value = false
    }
    if (!failure.value && hasMore.value && visible.value.length < AHEAD) await more()
  }

  /** Looks for arrivals and changes without moving what is chosen; answers how many are new. */
  async function refresh(): Promise<number> {
    if (!loaded.value || loading.value) return 0
    const page = await ports.pending(null)
    const before = new Map(items.value.map((report) => [report.id, report]))
    const told = page.items.filter((report) => !gone.has(report.id))
    // Beyond the last known report begins what the next page will bring.
    const last = told.map((report) => before.has(report.id)).lastIndexOf(true)
    const end = hasMore.value && before.size > 0 ? last + 1 : told.length
    const current = told.slice(0, end).map((report) => newer(before.get(report.id), report))
    const listed = new Set(current.map((report) => report.id))
    const covered = coveredBy(page)
    const later = items.value.filter((report, place) => !listed.has(report.id) && !covered(report.id, place))
    const place = items.value.findIndex((report) => report.id === chosenId.value)
    const looked = later.find((report) => report.id === chosenId.value)
    const merged = [...current, ...later.filter((report) => report !== looked)]
    // What somebody is looking at stays where it is until its verdict says who was faster.
    if (looked) merged.splice(place, 0, looked)
    items.value = merged
    chooseSomething(index.value)
    return current.filter((report) => !before.has(report.id)).length
  }

  /** Tells of an item and its place whether it would stand in the page if it were still pending. */
  function coveredBy(page: Page<ReportView>): (id: string, place: number) => boolean {
    const lastId = lastOf(page.items)?.id
    const last = items.value.findIndex((report) => report.id === lastId)
    return (id, place) => id !== chosenId.value && (!page.has_more || place < last)
  }

  function unknown(reports: ReportView[]): ReportView[] {
    const known = new Set(items.value.map((report) => report.id))
    return reports.filter((report) => !known.has(report.id) && !gone.has(report.id))
  }

  function chooseSomething(near: number): void {
    if (chosen.value) return
    const place = Math.min(Math.max(near, 0), visible.value.length - 1)
    chosenId.value = visible.value[place]?.id ?? null
  }

  function choose(id: string): void {
    chosenId.value = id
    if (visible.value.length - index.value < AHEAD) void more()
  }

  function step(by: 1 | -1): void {
    const next = visible.value[index.value + by]
    if (next) choose(next.id)
  }

  function show(name: Filter): void {
    filter.value = name
    chooseSomething(0)
    if (visible.value.length < AHEAD) void more()
  }

  /** Takes a report out and chooses the next one at once. Answers its place, for `putBack`. */
  function take(id: string): number {
    const place = items.value.findIndex((report) => report.id === id)
    const shownAt = visible.value.findIndex((report) => report.id === id)
    gone.add(id)
    items.value = items.value.filter((report) => report.id !== id)
    chooseSomething(shownAt)
    if (visible.value.length - index.value < AHEAD) void more()
    return place
  }

  function putBack(report: ReportView, place: number, chooseIt = true): void {
    gone.delete(report.id)
    const others = items.value.filter((other) => other.id !== report.id)
    others.splice(Math.max(0, Math.min(place, others.length)), 0, report)
    items.value = others
    if (!matches[filter.value](report)) filter.value = 'all'
    if (chooseIt) chosenId.value = report.id
  }

  function replace(report: ReportView): void {
    items.value = items.value.map((other) => (other.id === report.id ? report : other))
  }

  return {
    items, visible, counts, filter, chosen, chosenId, index, around, hasMore, loading, loaded, failure,
    start, more, refresh, choose, step, show, take, putBack, replace,
  }
}

export type Inbox = ReturnType<typeof useInbox>

function newer(known: ReportView | undefined, fetched: ReportView): ReportView {
  return known && known.rev >= fetched.rev ? known : fetched
}
