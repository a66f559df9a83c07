/**
 * Giving and taking back verdicts. A verdict shows at once and is sent at once; when it did not hold, the report
 * comes back to its place with the reason. Knows its ports and the inbox; must not know HTTP or the page.
 */
import { computed, onScopeDispose, ref, shallowRef } from 'vue'

import { Failure } from '@/domain/problem'
import type { VerdictWord } from '@/domain/report'
import type { ReportView, VerdictView } from '@/domain/views'

import type { Inbox } from './useInbox'

export interface VerdictBody {
  verdict: VerdictWord
  reason?: string
  duplicate_of?: string
  segment_choice?: string
}

export interface VerdictPorts {
  judge(report: ReportView, body: VerdictBody): Promise<ReportView>
  undo(report: ReportView): Promise<ReportView>
  one(id: string): Promise<ReportView>
  now(): number
}

/** What a person is told about a report that came back or went elsewhere. */
export type Trouble =
  | { kind: 'faster'; verdict: VerdictView; report: ReportView }
  | { kind: 'changed'; report: ReportView }
  | { kind: 'gone'; report: ReportView }
  | { kind: 'failed'; error: unknown; report: ReportView }
  | { kind: 'undo-late'; report: ReportView }
  | { kind: 'undo-failed'; error: unknown; report: ReportView }

export interface Done {
  report: ReportView
  verdict: VerdictWord
  place: number
  until: number
  /** The report as judged; null when it did not hold. */
  answer: Promise<ReportView | null>
  caseNo: string | null
  settled: boolean
}

/** Contract §5: a verdict can be taken back for 30 s; counted from the key press, so the promise is never too long. */
const UNDO_MS = 30_000

export function useVerdicts(inbox: Inbox, ports: VerdictPorts) {
  const done = shallowRef<Done[]>([])
  const trouble = shallowRef<Trouble | null>(null)
  const undone = shallowRef<ReportView | null>(null)
  const undoing = ref(false)
  const judged = ref(0)
  const now = ref(ports.now())
  const timer = setInterval(tick, 250)
  onScopeDispose(() => clearInterval(timer))

  const latest = computed(() => done.value.at(-1) ?? null)
  const secondsLeft = computed(() => (latest.value ? Math.max(0, Math.ceil((latest.value.until - now.value) / 1000)) : 0))

  function tick(): void {
    now.value = ports.now()
    if (undoing.value) return
    if (done.value.some((entry) => entry.until <= now.value)) {
      done.value = done.value.filter((entry) => entry.until > now.value)
    }
  }

  function judge(report: ReportView, body: VerdictBody): void {
    const place = inbox.take(report.id)
    judged.value += 1
    trouble.value = null
    undone.value = null
    const entry: Done = {
      report, verdict: body.verdict, place, until: ports.now() + UNDO_MS,
      answer: Promise.resolve(null), caseNo: null, settled: false,
    }
    entry.answer = settle(entry, ports.judge(report, body))
    done.value = [...done.value, entry]
  }

  async function settle(entry: Done, sent: Promise<ReportView>): Promise<ReportView | null> {
    try {
      const answer = await sent
      change(entry, { settled: true, caseNo: answer.case_no })
      return answer
    } catch (error) {
      judged.value -= 1
      done.value = done.value.filter((other) => other.report.id !== entry.report.id)
      await explain(entry, error)
      return null
    }
  }

  function change(entry: Done, facts: Partial<Done>): void {
    done.value = done.value.map((other) => (other.report.id === entry.report.id ? { ...other, ...facts } : other))
  }

  /** 409 and 412 mean the report moved on: look what became of it. Everything else brings it back as it was. */
  async function explain(entry: Done, error: unknown): Promise<void> {
    if (!(error instanceof Failure) || ![409, 412, 404].includes(error.status)) {
      inbox.putBack(entry.report, entry.place)
      trouble.value = { kind: 'failed', error, report: entry.report }
      return
    }
    const current = await ports.one(entry.report.id).catch(() => null)
    if (!current) trouble.value = { kind: 'gone', report: entry.report }
    else if (current.verdict) trouble.value = { kind: 'faster', verdict: current.verdict, report: current }
    else {
      inbox.putBack(current, entry.place)
      trouble.value = error.slug === 'stale' ? { kind: 'changed', report: current } : { kind: 'failed', error, report: current }
    }
  }

  /** Takes the latest verdict back while its 30 s run, also one that is still on its way. */
  async function undo(): Promise<void> {
    const entry = latest.value
    if (!entry || undoing.value) return
    undoing.value = true
    try {
      const answer = await entry.answer
      if (!answer) return
      const back = await ports.undo(answer)
      judged.value -= 1
      inbox.putBack(back, entry.place)
      trouble.value = null
      undone.value = back
    } catch (error) {
      const late = error instanceof Failure && error.status === 409
      trouble.value = late
        ? { kind: 'undo-late', report: entry.report }
        : { kind: 'undo-failed', error, report: entry.report }
    } finally {
      done.value = done.value.filter((other) => other.report.id !== entry.report.id)
      undoing.value = false
    }
  }

  function dismiss(): void {
    trouble.value = null
    undone.value = null
  }

  return { latest, secondsLeft, judged, trouble, undone, undoing, judge, undo, dismiss }
}

export type Verdicts = ReturnType<typeof useVerdicts>
