/**
 * Reports that are marked to be judged together. Marks follow the inbox: what leaves it is no longer marked.
 * Must not know what will be done to them.
 */
import { computed, shallowRef } from 'vue'

import { MOST_AT_ONCE } from '@/api/reports'
import type { ReportView } from '@/domain/views'

import type { Inbox } from './useInbox'

export function useMarks(inbox: Pick<Inbox, 'items'>) {
  const wished = shallowRef<ReadonlySet<string>>(new Set())
  const reports = computed(() => (wished.value.size ? inbox.items.value.filter((report) => wished.value.has(report.id)) : []))
  const ids = computed<ReadonlySet<string>>(() => new Set(reports.value.map((report) => report.id)))

  function toggle(id: string): void {
    const next = new Set(ids.value)
    if (!next.delete(id) && next.size < MOST_AT_ONCE) next.add(id)
    wished.value = next
  }

  /** Adds as many of them as one request takes. */
  function add(more: readonly ReportView[]): void {
    wished.value = new Set([...ids.value, ...more.map((report) => report.id)].slice(0, MOST_AT_ONCE))
  }

  function clear(): void {
    wished.value = new Set()
  }

  return { reports, ids, toggle, add, clear }
}
