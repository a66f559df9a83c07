/**
 * Counts what one person did in the last thirty days, for that person alone: plain numbers, no rate, no rank, no points.
 * Pure; knows only the mirror of one's own reports.
 */
import type { MyReport } from '@/phone/types'

export interface OwnFigures {
  reported: number
  waiting: number
  filed: number
  solved: number
  returned: number
  replies: number
}

const DAYS = 30
const DAY_MS = 86_400_000
const WAITING: readonly string[] = ['pending', 'verifying', 'to-amend']

/** A report that another one replaced counts once. */
export function ownFigures(reports: readonly MyReport[], now: number): OwnFigures {
  const since = now - DAYS * DAY_MS
  const mine = reports.filter((report) => !report.superseded_by && Date.parse(report.captured_at ?? report.received_at) >= since)
  const findings = mine.filter(({ reply_to }) => !reply_to)
  const count = (fits: (report: MyReport) => boolean) => findings.filter(fits).length
  return {
    reported: findings.length,
    waiting: count(({ status }) => WAITING.includes(status)),
    filed: count(({ status, handled_on_spot }) => status === 'accepted' && handled_on_spot !== true),
    solved: count(({ status, handled_on_spot }) => status === 'accepted' && handled_on_spot === true),
    returned: count(({ status }) => status === 'rejected'),
    replies: mine.length - findings.length,
  }
}
