/** Decides the order and wording keys of a case's history: what the patrol did, then the case's own events. */
import type { CaseView, ReportView } from '@/domain/views'

import { choiceOf, moveOf, type Choice, type Move } from './areaEvents'

export interface Entry {
  key: string
  kind: string
  at: string
  who: string | null
  text: string | null
  /** The report whose photos belong beside this entry. */
  report_id: string | null
  /** Where areas that changed brought the case from and to. */
  move?: Move | null
  choice?: Choice | null
  last: boolean
}

export function timeline(one: CaseView, report: ReportView | null): Entry[] {
  const entries: Omit<Entry, 'last'>[] = []
  if (report?.captured_at) {
    entries.push({
      key: 'captured', kind: 'captured', at: report.captured_at, who: report.author?.name ?? null,
      text: report.note || null, report_id: report.id,
    })
  }
  if (report) entries.push({ key: 'received', kind: 'received', at: report.received_at, who: null, text: null, report_id: null })
  one.events.forEach((event, place) => {
    const joined = event.kind === 'duplicate-joined' ? event.facts.report_id : null
    entries.push({
      key: `event-${place}`, kind: event.kind, at: event.at, who: event.by?.name ?? null,
      text: event.reason, report_id: typeof joined === 'string' ? joined : null,
      move: moveOf(event), choice: choiceOf(event),
    })
  })
  return entries.map((entry, place) => ({ ...entry, last: place === entries.length - 1 }))
}
