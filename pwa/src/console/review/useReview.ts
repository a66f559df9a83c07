/**
 * Everything the review screen does: the inbox, verdicts, corrections of the placement, pictures fetched ahead.
 * Puts the parts together with the real server; must not know how anything looks.
 */
import { computed, onBeforeUnmount, onMounted, ref, shallowReactive, watch } from 'vue'

import type { CatalogEntry, ReportView } from '@/domain/views'

import { photoUrl } from '../photoUrl'
import { reportsApi } from '../server'
import { useSession } from '../session/useSession'
import { useCategories } from '../useCategories'
import { usePolling } from '../usePolling'
import { hasUndecided, toPreload } from './photos'
import { createPictureShelf, loadPicture } from './pictureShelf'
import { useInbox } from './useInbox'
import { useMarks } from './useMarks'
import { useVerdicts, type VerdictBody } from './useVerdicts'

/** Quick enough that an urgent report is seen, slow enough for a hundred desks. */
const POLL_MS = 15_000
const PAGE = 50

/** A segment a supervisor chose instead of the server's; `reason` only for one that was not offered. */
export interface Correction {
  code: string
  name: string
  reason: string | null
}

export function useReview() {
  const { guarded } = useSession()
  const categories = useCategories()
  const entryOf = (report: ReportView): CatalogEntry | undefined => categories.entry(report.category)

  const inbox = useInbox({
    pending: (cursor) => guarded(() => reportsApi.list({ status: 'pending', limit: PAGE, ...(cursor && { cursor }) })),
    isUrgent: (report) => entryOf(report)?.urgency === 'urgent',
  })
  const verdicts = useVerdicts(inbox, {
    judge: (report, body) => guarded(() => reportsApi.judge(report.id, body, report.rev)),
    judgeSeveral: (orders) => guarded(() => reportsApi.judgeSeveral(orders)),
    undo: (report) => guarded(() => reportsApi.undo(report.id)),
    one: (id) => guarded(() => reportsApi.get(id)),
    now: () => Date.now(),
  })
  const marks = useMarks(inbox)
  const corrections = shallowReactive(new Map<string, Correction>())
  const correction = computed(() => (inbox.chosenId.value ? (corrections.get(inbox.chosenId.value) ?? null) : null))
  const arrived = ref(0)

  function correct(to: Correction | null): void {
    const id = inbox.chosenId.value
    if (!id) return
    if (to) corrections.set(id, to)
    else corrections.delete(id)
  }

  function judge(body: VerdictBody): void {
    const report = inbox.chosen.value
    if (report) verdicts.judge(report, body)
  }

  function accept(): void {
    const moved = correction.value
    judge({
      verdict: 'accept',
      ...(moved && { segment_choice: moved.code }),
      ...(moved?.reason && { reason: moved.reason }),
    })
  }

  /** What is marked joins the report that is looked at; that one goes on waiting. */
  function merge(reason: string): void {
    const kept = inbox.chosen.value
    if (!kept) return
    const copies = marks.reports.value.filter((report) => report.id !== kept.id)
    marks.clear()
    verdicts.judgeSeveral(copies, { verdict: 'duplicate', duplicate_of: kept.id, reason })
  }

  function rejectMarked(reason: string): void {
    const reports = marks.reports.value
    marks.clear()
    verdicts.judgeSeveral(reports, { verdict: 'reject', reason })
  }

  const asked = new Set<string>()
  /** Reading one report makes the server look at photos nobody has tried yet. */
  async function lookAtPhotos(report: ReportView | null): Promise<void> {
    if (!report || !hasUndecided(report) || asked.has(report.id)) return
    asked.add(report.id)
    await guarded(() => reportsApi.get(report.id)).then(inbox.replace, () => undefined)
  }

  const shelf = createPictureShelf(loadPicture)
  watch(inbox.around, (around) => {
    const names = toPreload(around)
    shelf.want([...names.map((name) => photoUrl(name, 'screen')), ...names.map((name) => photoUrl(name, 'thumb'))])
  })
  onBeforeUnmount(shelf.clear)
  watch(inbox.chosen, (report) => {
    arrived.value = 0
    void lookAtPhotos(report)
  })
  onMounted(() => {
    void categories.load().catch(() => undefined)
    void inbox.start()
  })
  usePolling(async () => {
    arrived.value += await inbox.refresh()
  }, POLL_MS)

  return { inbox, verdicts, marks, correction, correct, accept, judge, merge, rejectMarked, entryOf, arrived }
}
