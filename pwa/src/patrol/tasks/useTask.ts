/** One task behind the glass: the case as this phone knows it, its clock, and what the person is doing about it. */
import { computed, onScopeDispose, ref, shallowRef, type Ref } from 'vue'
import { useRouter } from 'vue-router'

import { countingOf } from '@/domain/case-clock'
import { taskKind, type TaskKind } from '@/domain/tasks'
import type { Phone, TaskCase } from '@/phone/types'
import { useObserved } from '@/ui/useObserved'
import { keptReply } from './keptReply'
import { useClockWords, type ClockWords } from './useClockWords'
import { useReply } from './useReply'
import { replyIn, type CountingOf } from './useTasks'

const NO_CLOCK: ClockWords = { short: '', long: '', tone: 'plain', icon: 'clock' }

export function useTask(phone: Phone, caseNo: string, now: Readonly<Ref<number>>) {
  const router = useRouter()
  const task = shallowRef<TaskCase | null>(null)
  const looked = ref(false)
  const counting = shallowRef<CountingOf>(countingOf(null))
  const views = useObserved(phone.outbox.observe, [])
  const reports = useObserved(phone.reports.observe, [])
  /** Said while the case still asks: what the person sent before did not count. */
  const kept = computed(() => keptReply(reports.value, caseNo))
  const reply = useReply(phone, { case_no: caseNo })
  const { words } = useClockWords()
  const stops: (() => void)[] = []
  let ended = false
  void phone.tasks().then((api) => {
    if (ended) return
    const see = (found: TaskCase | null) => {
      task.value = found
      looked.value = true
    }
    stops.push(api.observeOne(caseNo, see), api.observeCounting((next) => (counting.value = next)))
  })
  onScopeDispose(() => {
    ended = true
    for (const stop of stops) stop()
  })

  const answer = computed(() => task.value && replyIn(views.value, task.value, ['arrive', 'dispose', 'check-pass', 'check-fail']))
  /** A claim that is on its way is as good as made: the work may begin. */
  const claimed = computed(() => task.value !== null && replyIn(views.value, task.value, ['claim']) !== null)
  const kind = computed<TaskKind | null>(() => {
    const told = task.value && taskKind(task.value)
    return told === 'claim' && claimed.value ? 'handle' : told
  })
  const clock = computed(() => (task.value ? words(task.value, counting.value, now.value) : NO_CLOCK))
  const back = () => router.replace({ name: 'tasks' })
  return { task, looked, kind, kept, claimed, answer, clock, reply, back }
}
