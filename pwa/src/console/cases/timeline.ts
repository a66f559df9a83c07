/** Decides the order and wording keys of a case's history: what the patrol did, then the case's own events. */
import type { CaseView, PhotoView, ReportView } from '@/domain/views'

import { choiceOf, moveOf, type Choice, type Move } from './areaEvents'

/** `work`: somebody moved the case on · `found`: how it began · `other`: what happened to its papers and areas. */
export type EntrySort = 'work' | 'found' | 'other'

export interface Entry {
  key: string
  kind: string
  at: string
  who: string | null
  text: string | null
  facts: Record<string, unknown>
  sort: EntrySort
  /** The report whose photos belong beside this entry. */
  report_id: string | null
  /** Where areas that changed brought the case from and to. */
  move?: Move | null
  choice?: Choice | null
  last: boolean
}

export type TimelineFilter = 'all' | 'work' | 'pictures'
export const TIMELINE_FILTERS: readonly TimelineFilter[] = ['all', 'work', 'pictures']

const PAPERS: readonly string[] = ['replaced', 'choice-ended', 'choice-back', 'held', 'released', 'destroyed', 'tag', 'duplicate-joined', 'duplicate-left']
/** Told in red: something has to be done again. */
export const BAD_KINDS: readonly string[] = ['check-fail', 'send-back', 'refuse', 'reply-kept']

export function timeline(one: CaseView, report: ReportView | null): Entry[] {
  const entries: Omit<Entry, 'last'>[] = []
  if (report?.captured_at) {
    entries.push({
      key: 'captured', kind: 'captured', at: report.captured_at, who: report.author?.name ?? null,
      text: report.note || null, report_id: report.id, facts: {}, sort: 'found',
    })
  }
  if (report) entries.push({ key: 'received', kind: 'received', at: report.received_at, who: null, text: null, report_id: null, facts: {}, sort: 'found' })
  one.events.forEach((event, place) => {
    const told = event.facts.report_id
    // What was seen on the street stands beside that entry already.
    const shown = told === one.report_id && report !== null ? null : told
    entries.push({
      key: `event-${place}`, kind: event.kind, at: event.at, who: event.by?.name ?? null,
      text: event.reason, report_id: typeof shown === 'string' ? shown : null, facts: event.facts,
      sort: PAPERS.includes(event.kind) ? 'other' : 'work', move: moveOf(event), choice: choiceOf(event),
    })
  })
  return entries.map((entry, place) => ({ ...entry, last: place === entries.length - 1 }))
}

/** Pictures of every report of the case by its id: what the case tells itself, and what was fetched beside it. */
export function picturesOf(one: CaseView, reports: ReadonlyMap<string, ReportView>): Map<string, PhotoView[]> {
  const found = new Map((one.evidence ?? []).map(({ report_id: id, photos }) => [id, photos]))
  for (const [id, report] of reports) found.set(id, report.deleted ? [] : report.photos)
  return found
}

export function filtered(entries: readonly Entry[], filter: TimelineFilter, pictures: ReadonlyMap<string, PhotoView[]>): Entry[] {
  if (filter === 'all') return [...entries]
  if (filter === 'work') return entries.filter(({ sort }) => sort === 'work')
  return entries.filter(({ report_id: id }) => id !== null && (pictures.get(id)?.length ?? 0) > 0)
}

/** All pictures for the large one: what was found first, then the newest, so that before meets the latest after. */
export function photosOf(one: CaseView, report: ReportView | null): PhotoView[] {
  const own = report?.photos ?? []
  const later = (one.evidence ?? []).filter(({ report_id: id }) => id !== one.report_id)
  const newest = [...later].reverse().flatMap(({ photos }) => photos)
  const seen = new Set<string>()
  return [...own, ...newest].filter(({ sha256 }) => !seen.has(sha256) && seen.add(sha256))
}
