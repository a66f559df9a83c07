/** The work on cases of a phone in memory: what a test sets is what the screens are told. */
import { countingOf, type WorkingTimes } from '@/domain/case-clock'
import type { MoveOrder } from '@/domain/case-work'
import type { NearbyCase } from '@/domain/duplicates'
import { byPress, taskKind, type TaskCase } from '@/domain/tasks'
import type { PermitHere, Suspect, Tasks } from '@/phone/types'
import { observed } from './observed.testing'

export function workState() {
  return {
    cases: observed<TaskCase[]>([]),
    times: observed<WorkingTimes | null>(null),
    nearby: observed<NearbyCase[]>([]),
    suspects: [] as Suspect[],
    permits: [] as PermitHere[],
    moves: [] as { case_no: string; order: MoveOrder }[],
    thumbs: observed(new Map<string, Blob>()),
  }
}

export function fakeTasks(state: ReturnType<typeof workState>, called: (name: string) => Promise<void>): Tasks {
  const find = (all: TaskCase[], caseNo: string) => all.find(({ case_no }) => case_no === caseNo) ?? null
  return {
    observe: (onChange) => state.cases.observe((all) => onChange(all.filter((one) => taskKind(one) !== null).sort(byPress))),
    observeOne: (caseNo, onChange) => state.cases.observe((all) => onChange(find(all, caseNo))),
    get: async (caseNo) => find(state.cases.get(), caseNo),
    observeCounting: (onChange) => state.times.observe((times) => onChange(countingOf(times))),
    observeNearby: state.nearby.observe,
    refresh: () => called('refreshTasks'),
    async move({ case_no }, order) {
      await called('move')
      state.moves.push({ case_no, order })
    },
    observeThumb: (sha256, onChange) => state.thumbs.observe((all) => onChange(all.get(sha256) ?? null)),
    screenUrl: (sha256) => `/api/v1/photos/${sha256}?size=screen`,
    suspects: async () => state.suspects,
    permits: async () => state.permits,
  }
}
