/**
 * Reports that were accepted and wait to be filed, where that is a step of its own. What is decided leaves the list at once
 * and comes back to its place when it did not hold; for 30 s it can be taken back. Knows its ports; must not know HTTP.
 */
import { computed, ref, shallowRef } from 'vue'

import { Failure } from '@/domain/problem'
import type { ReportView } from '@/domain/views'

export interface FilingPorts {
  /** Whether filing is a step of its own. */
  isSeparate(): Promise<boolean>
  waiting(): Promise<ReportView[]>
  file(report: ReportView): Promise<ReportView>
  refuse(report: ReportView, reason: string): Promise<ReportView>
  takeBack(id: string): Promise<ReportView>
  now(): number
}

export type Decided = 'filed' | 'refused'
export interface Done {
  what: Decided
  report: ReportView
  place: number
  until: number
  /** The report as it became; null when it did not hold. */
  answer: Promise<ReportView | null>
  caseNo: string | null
  settled: boolean
}
/** `faster`: somebody else decided it, or it changed; `late`: it stands. */
export interface Trouble {
  kind: 'faster' | 'failed' | 'late'
  report: ReportView
  error: unknown
}

const UNDO_MS = 30_000
const MOVED_ON = [404, 409, 412]

export function createFiling(ports: FilingPorts) {
  const separate = ref<boolean | null>(null)
  const items = shallowRef<ReportView[]>([])
  const chosenId = ref<string | null>(null)
  const loaded = ref(false)
  const failure = shallowRef<unknown>(null)
  const latest = shallowRef<Done | null>(null)
  const troubles = shallowRef<Trouble[]>([])
  const undone = shallowRef<ReportView | null>(null)
  const decided = ref(0)
  const now = ref(ports.now())
  /** Decided here: a list fetched before that must not bring them back. */
  const gone = new Set<string>()

  const index = computed(() => items.value.findIndex(({ id }) => id === chosenId.value))
  const chosen = computed(() => items.value[index.value] ?? null)
  const secondsLeft = computed(() => (latest.value ? Math.max(0, Math.ceil((latest.value.until - now.value) / 1000)) : 0))

  async function load(): Promise<void> {
    failure.value = null
    try {
      const [isOn, waiting] = await Promise.all([ports.isSeparate(), ports.waiting()])
      separate.value = isOn
      show(waiting)
      loaded.value = true
    } catch (error) {
      failure.value = error
    }
  }

  /** Looks for arrivals; what is looked at stays chosen. */
  async function refresh(): Promise<void> {
    if (loaded.value) show(await ports.waiting())
  }

  function show(waiting: ReportView[]): void {
    const near = index.value
    items.value = waiting.filter(({ id }) => !gone.has(id))
    settleChoice(near)
  }

  function settleChoice(near: number): void {
    if (chosen.value) return
    chosenId.value = items.value[Math.min(Math.max(near, 0), items.value.length - 1)]?.id ?? null
  }

  function choose(id: string): void {
    chosenId.value = id
  }

  function step(by: 1 | -1): void {
    const next = items.value[index.value + by]
    if (next) choose(next.id)
  }

  const file = () => decide('filed', (report) => ports.file(report))
  const refuse = (reason: string) => decide('refused', (report) => ports.refuse(report, reason))

  function decide(what: Decided, send: (report: ReportView) => Promise<ReportView>): void {
    const report = chosen.value
    if (!report) return
    troubles.value = []
    undone.value = null
    const place = index.value
    gone.add(report.id)
    items.value = items.value.filter(({ id }) => id !== report.id)
    settleChoice(place)
    decided.value += 1
    const done: Done = { what, report, place, until: ports.now() + UNDO_MS, answer: Promise.resolve(null), caseNo: null, settled: false }
    done.answer = settle(done, send(report))
    latest.value = done
  }

  async function settle(done: Done, sent: Promise<ReportView>): Promise<ReportView | null> {
    try {
      const answer = await sent
      if (latest.value?.report.id === done.report.id) latest.value = { ...latest.value, settled: true, caseNo: answer.case_no }
      return answer
    } catch (error) {
      decided.value -= 1
      if (latest.value?.report.id === done.report.id) latest.value = null
      const movedOn = error instanceof Failure && MOVED_ON.includes(error.status)
      tell({ kind: movedOn ? 'faster' : 'failed', report: done.report, error })
      if (movedOn) {
        // What only changed waits still, with another revision.
        gone.delete(done.report.id)
        await refresh().catch(() => undefined)
      } else putBack(done.report, done.place)
      return null
    }
  }

  function putBack(report: ReportView, place: number): void {
    gone.delete(report.id)
    const others = items.value.filter(({ id }) => id !== report.id)
    others.splice(Math.max(0, Math.min(place, others.length)), 0, report)
    items.value = others
    chosenId.value = report.id
  }

  async function undo(): Promise<void> {
    const done = latest.value
    if (!done) return
    latest.value = null
    troubles.value = []
    try {
      if ((await done.answer) === null) return
      const back = await ports.takeBack(done.report.id)
      decided.value -= 1
      undone.value = back
      putBack(back, done.place)
    } catch (error) {
      tell({ kind: error instanceof Failure && error.status === 409 ? 'late' : 'failed', report: done.report, error })
    }
  }

  function tell(one: Trouble): void {
    troubles.value = [...troubles.value, one]
  }

  function tick(): void {
    now.value = ports.now()
    if (latest.value && latest.value.until <= now.value) latest.value = null
  }

  const dismiss = () => (troubles.value = [])

  return { separate, items, chosenId, chosen, index, loaded, failure, latest, troubles, undone, decided, secondsLeft, load, refresh, choose, step, file, refuse, undo, tick, dismiss }
}
