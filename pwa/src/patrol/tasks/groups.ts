/** Sorts tasks as they are done: what cannot wait, what is over, what ends today, the rest. Pure. */
import { standingOf } from '@/domain/case-clock'
import { taskKind } from '@/domain/tasks'
import type { TaskCase } from '@/phone/types'
import { dateOf } from '../time/moments'
import type { CountingOf } from './useTasks'

export type GroupName = 'pressing' | 'over' | 'today' | 'later'

export interface TaskGroup {
  name: GroupName
  tasks: TaskCase[]
}

const ORDER: readonly GroupName[] = ['pressing', 'over', 'today', 'later']

/** Groups that hold something; within each the order stays. */
export function groupsOf(tasks: readonly TaskCase[], counting: CountingOf, now: number): TaskGroup[] {
  const named = tasks.map((task) => [groupOf(task, counting, now), task] as const)
  const groups = ORDER.map((name) => ({ name, tasks: named.flatMap(([of, task]) => (of === name ? [task] : [])) }))
  return groups.filter((group) => group.tasks.length > 0)
}

/** Danger, what has to be done again, and a whistle come before any limit. */
function groupOf(task: TaskCase, counting: CountingOf, now: number): GroupName {
  const kind = taskKind(task)
  if (task.urgent || kind === 'rework' || kind === 'arrive') return 'pressing'
  const { state, due_at } = standingOf(task, counting, now)
  if (state === 'over') return 'over'
  return due_at !== null && dateOf(due_at) === dateOf(now) ? 'today' : 'later'
}
