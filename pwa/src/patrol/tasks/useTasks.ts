/** What is to be done behind the glass: tasks, how time counts, and which of them this phone has answered already. */
import { computed, onScopeDispose, shallowRef, type ComputedRef, type ShallowRef } from 'vue'

import { countingOf } from '@/domain/case-clock'
import type { ReplyVerb } from '@/domain/report'
import type { MyReport, OutboxView, Phone, TaskCase, Tasks } from '@/phone/types'
import { useObserved } from '@/ui/useObserved'
import { isAuthor } from '../mine/mineRows'

export type CountingOf = ReturnType<typeof countingOf>

export interface TasksHere {
  /** Null until the mirror was read. */
  tasks: Readonly<ShallowRef<TaskCase[] | null>>
  counting: Readonly<ShallowRef<CountingOf>>
  /** The reply on its way that ends this task for the person; null while there is none. */
  answerTo: (task: TaskCase) => OutboxView | null
  /** Still to be answered. */
  open: ComputedRef<TaskCase[]>
  answered: ComputedRef<TaskCase[]>
  /** Reports about which something is asked: to be looked at on the spot, or one's own that lack something. */
  asked: ComputedRef<MyReport[]>
  api: () => Promise<Tasks>
}

/** Replies after which nothing more is asked of who sent them. */
const ENDING: readonly ReplyVerb[] = ['arrive', 'dispose', 'check-pass', 'check-fail']

/**
 * A reply counts until the server has told of the case since: its revision is then above the one that was answered.
 * Should the reply be kept without its move, the newer case asks again.
 */
export function replyIn(views: readonly OutboxView[], task: Pick<TaskCase, 'case_no' | 'rev'>, verbs: readonly ReplyVerb[]): OutboxView | null {
  return (
    views.find(({ reply, word }) => {
      if (reply?.case_no !== task.case_no || !verbs.includes(reply.verb) || word === 'dismissed') return false
      return reply.rev === null || reply.rev >= task.rev || word !== 'delivered'
    }) ?? null
  )
}

/** Oldest first; not those an answer is on its way to. */
export function askedReports(reports: readonly MyReport[], views: readonly OutboxView[], personId: string | null): MyReport[] {
  const answered = new Map(views.map(({ reply, word }) => [word === 'dismissed' ? null : reply?.report_id, reply?.rev ?? 0]))
  const asks = (report: MyReport) => (report.status === 'verifying' && !isAuthor(report, personId)) || (report.status === 'to-amend' && isAuthor(report, personId))
  return reports
    .filter((report) => asks(report) && !report.reply_to && (answered.get(report.id) ?? -1) < report.rev)
    .sort((a, b) => a.received_at.localeCompare(b.received_at))
}

export function useTasks(phone: Pick<Phone, 'tasks' | 'outbox' | 'reports' | 'session'>): TasksHere {
  const tasks = shallowRef<TaskCase[] | null>(null)
  const counting = shallowRef<CountingOf>(countingOf(null))
  const views = useObserved(phone.outbox.observe, [])
  const reports = useObserved(phone.reports.observe, [])
  const session = useObserved(phone.session.observe, { state: 'signed-out' as const, person: null })
  const asked = computed(() => askedReports(reports.value, views.value, session.value.person?.id ?? null))
  const stops: (() => void)[] = []
  let ended = false
  void phone.tasks().then((api) => {
    if (ended) return
    stops.push(api.observe((now) => (tasks.value = now)), api.observeCounting((now) => (counting.value = now)))
  })
  onScopeDispose(() => {
    ended = true
    for (const stop of stops) stop()
  })
  const answerTo = (task: TaskCase) => replyIn(views.value, task, ENDING)
  const open = computed(() => (tasks.value ?? []).filter((task) => answerTo(task) === null))
  const answered = computed(() => (tasks.value ?? []).filter((task) => answerTo(task) !== null))
  return { tasks, counting, answerTo, open, answered, asked, api: phone.tasks }
}
