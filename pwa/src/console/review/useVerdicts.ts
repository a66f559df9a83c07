/**
 * Giving and taking back verdicts. A verdict shows at once and is sent at once; when it did not hold, the report
 * comes back to its place with the reason. Knows its ports and the inbox; must not know HTTP or the page.
 */
import { computed, onScopeDispose, ref, shallowRef } from 'vue'

import type { OrderIn, Outcome } from '@/api/reports'
import { lastOf } from '@/domain/last'
import { Failure } from '@/domain/problem'
import type { VerdictWord } from '@/domain/report'
import type { ReportView, VerdictView } from '@/domain/views'

import type { Inbox } from './useInbox'

export interface VerdictBody {
  verdict: VerdictWord
  reason?: string
  duplicate_of?: string
  segment_choice?: string
  /** Who verifies; nobody named leaves the choice to the server. */
  person?: string
}

export interface VerdictPorts {
  judge(report: ReportView, body: VerdictBody): Promise<ReportView>
  judgeSeveral(orders: OrderIn[]): Promise<Outcome[]>
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
  /** Verdicts given by one key are taken back by one key. */
  group: number
  /** The report as judged; null when it did not hold. */
  answer: Promise<ReportView | null>
  caseNo: string | null
  /** Who was asked to verify or to amend, once the server has said so. */
  asked: string | null
  settled: boolean
}

/** Contract §5: a verdict can be taken back for 30 s; counted from the key press, so the promise is never too long. */
const UNDO_MS = 30_000

export function useVerdicts(inbox: Inbox, ports: VerdictPorts) {
  const done = shallowRef<Done[]>([])
  const troubles = shallowRef<Trouble[]>([])
  /** What the latest undoing brought back. */
  const undone = shallowRef<ReportView[]>([])
  const undoing = ref(false)
  const judged = ref(0)
  const now = ref(ports.now())
  const timer = setInterval(tick, 250)
  onScopeDispose(() => clearInterval(timer))

  let groups = 0

  const latest = computed(() => lastOf(done.value) ?? null)
  /** What one press of undo takes back. */
  const together = computed(() => done.value.filter((entry) => entry.group === latest.value?.group))
  const secondsLeft = computed(() => (latest.value ? Math.max(0, Math.ceil((latest.value.until - now.value) / 1000)) : 0))

  function tick(): void {
    now.value = ports.now()
    if (undoing.value) return
    if (done.value.some((entry) => entry.until <= now.value)) {
      done.value = done.value.filter((entry) => entry.until > now.value)
    }
  }

  function judge(report: ReportView, body: VerdictBody): void {
    begin()
    add(report, body.verdict, ports.judge(report, body))
  }

  /** The same verdict about several reports in one request; each is given or refused by itself. */
  function judgeSeveral(reports: ReportView[], body: VerdictBody & { verdict: OrderIn['verdict'] }): void {
    if (reports.length === 0) return
    begin()
    const sent = ports.judgeSeveral(reports.map((report) => ({ ...body, report_id: report.id, rev: report.rev })))
    for (const report of reports) add(report, body.verdict, sent.then((outcomes) => judgedIn(outcomes, report)))
  }

  function begin(): void {
    groups += 1
    dismiss()
  }

  function add(report: ReportView, verdict: VerdictWord, sent: Promise<ReportView>): void {
    const place = inbox.take(report.id)
    judged.value += 1
    const entry: Done = {
      report, verdict, place, group: groups, until: ports.now() + UNDO_MS,
      answer: Promise.resolve(null), caseNo: null, asked: null, settled: false,
    }
    entry.answer = settle(entry, sent)
    done.value = [...done.value, entry]
  }

  async function settle(entry: Done, sent: Promise<ReportView>): Promise<ReportView | null> {
    try {
      const answer = await sent
      change(entry, { settled: true, caseNo: answer.case_no, asked: askedOf(answer) })
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
      return tell({ kind: 'failed', error, report: entry.report })
    }
    const current = await ports.one(entry.report.id).catch(() => null)
    if (!current) tell({ kind: 'gone', report: entry.report })
    else if (current.verdict) tell({ kind: 'faster', verdict: current.verdict, report: current })
    else {
      inbox.putBack(current, entry.place)
      tell(error.slug === 'stale' ? { kind: 'changed', report: current } : { kind: 'failed', error, report: current })
    }
  }

  function tell(one: Trouble): void {
    troubles.value = [...troubles.value, one]
  }

  /** Takes back what the latest key did while its 30 s run, also what is still on its way. */
  async function undo(): Promise<void> {
    const entries = [...together.value].reverse()
    if (entries.length === 0 || undoing.value) return
    undoing.value = true
    dismiss()
    // Last taken, first back: so each finds its old place.
    for (const entry of entries) await takeBack(entry)
    done.value = done.value.filter((other) => !entries.some((entry) => entry.report.id === other.report.id))
    undoing.value = false
  }

  async function takeBack(entry: Done): Promise<void> {
    try {
      const answer = await entry.answer
      if (!answer) return
      const back = await ports.undo(answer)
      judged.value -= 1
      inbox.putBack(back, entry.place)
      undone.value = [...undone.value, back]
    } catch (error) {
      const late = error instanceof Failure && error.status === 409
      tell(late ? { kind: 'undo-late', report: entry.report } : { kind: 'undo-failed', error, report: entry.report })
    }
  }

  function dismiss(): void {
    troubles.value = []
    undone.value = []
  }

  return { latest, together, secondsLeft, judged, troubles, undone, undoing, judge, judgeSeveral, undo, dismiss }
}

export type Verdicts = ReturnType<typeof useVerdicts>

/** Who has to answer now. */
function askedOf({ status, verifier, author }: ReportView): string | null {
  return (status === 'verifying' ? verifier?.name : status === 'to-amend' ? author?.name : null) ?? null
}

/** The report as judged. Throws the reason when its verdict did not hold. */
function judgedIn(outcomes: Outcome[], report: ReportView): ReportView {
  const own = outcomes.find((outcome) => outcome.report_id === report.id)
  if (own?.report) return own.report
  throw own?.failure ?? new Failure('other')
}
