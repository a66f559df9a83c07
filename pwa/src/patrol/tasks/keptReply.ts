/** What to say about an answer that came too late: kept as evidence, without the step it meant. */
import { lastOf } from '@/domain/last'
import type { MyReport } from '@/phone/types'

export interface Kept {
  verb: string
  /** A word of the wire, or the server's own sentence. */
  why: string | null
}

/** The latest answer of one's own to this case, if it was kept only; null once a later one counted. */
export function keptReply(reports: readonly MyReport[], caseNo: string): Kept | null {
  const came = reports.flatMap(({ reply_to: reply, reply_outcome: outcome }) => {
    const about = typeof reply === 'object' ? reply?.case_no : reply
    return about === caseNo && outcome ? [outcome] : []
  })
  const last = lastOf(came.sort((a, b) => a.at.localeCompare(b.at)))
  return last && !last.made ? { verb: last.verb, why: last.why } : null
}
