/**
 * Decides what an answer means for the thing that was sent. Success is only what our own server can have said:
 * a portal's 200 with a web page, or a redirect, is no success.
 * Must not know rows or storage.
 */
import { readProblem } from '@/domain/problem'
import { readReceipt, type Claim, type Receipt } from '@/domain/receipt'
import { isRecord } from '@/domain/shapes'

import type { Answer, ParkReason } from './types'

export type Trouble =
  /** Nobody of ours answered. */
  | { is: 'transient-net' }
  /** Our server cannot now. `retryAfterS` null when it named no time. */
  | { is: 'transient-srv'; retryAfterS: number | null; overloaded: boolean }
  /** Sending needs a login, or one that may send; the item itself is fine. */
  | { is: 'auth'; forbidden: boolean }
  /** The two sides disagree about bytes; say the manifest again, then try once more. */
  | { is: 'heal'; digest: boolean }
  | { is: 'needs-user'; reason: ParkReason; status: number; detail: string | null }

export type ReportOutcome = { is: 'receipt'; receipt: Receipt } | Trouble
export type PhotoOutcome = { is: 'stored' } | Trouble
export type OfferOutcome = { is: 'lines'; lines: OfferResult[] } | Trouble

export interface OfferResult {
  id: string
  status: 'complete' | 'missing' | 'unknown' | 'conflict' | 'quarantined'
  missing: string[]
  receipt: unknown
  /** How a reviewer settled a quarantined report. */
  settled?: unknown
}

type Answered = Extract<Answer, { answered: true }>

/** Statuses by which a server says "later"; 507 is a full disk. */
const LATER = [425, 429, 500, 502, 503, 504, 507]
/** Of those, the ones that ask everybody to slow down. */
const OVERLOADED = [429, 503, 507]

/** Our problem slugs that a person must look at, and the word for it. */
const PARKED: Record<string, ParkReason> = {
  'content-conflict': 'content-conflict',
  'invalid-body': 'invalid-body',
  'too-large': 'too-large',
  'unsupported-media': 'unsupported-media',
}

/** What the answer to PUT report means for the report `claim` names. */
export function judgeReport(answer: Answer, claim: Claim): ReportOutcome {
  if (!answer.answered) return { is: 'transient-net' }
  if ([200, 201, 202].includes(answer.status)) {
    const receipt = readReceipt(answer.body, claim)
    return receipt ? { is: 'receipt', receipt } : { is: 'transient-net' }
  }
  return judgeRefusal(answer)
}

/**
 * What the answer to PUT photo means. "Stored" is only a hint: the receipt that follows decides, so a body is not
 * asked for, but a web page with something on it is never taken for our server.
 */
export function judgePhoto(answer: Answer): PhotoOutcome {
  if (!answer.answered) return { is: 'transient-net' }
  if ([200, 201, 204].includes(answer.status)) {
    const isPage = answer.contentType?.startsWith('text/html') === true && answer.empty !== true
    return isPage ? { is: 'transient-net' } : { is: 'stored' }
  }
  const refusal = judgeRefusal(answer)
  // The server takes bytes it cannot read only when a manifest names them, so the manifest goes first again.
  return refusal.is === 'needs-user' && refusal.reason === 'unsupported-media' ? { is: 'heal', digest: false } : refusal
}

/** What the answer to an offer means. */
export function judgeOffer(answer: Answer): OfferOutcome {
  if (!answer.answered) return { is: 'transient-net' }
  if (answer.status !== 200) return judgeRefusal(answer)
  const results = isRecord(answer.body) ? answer.body.results : undefined
  return Array.isArray(results) ? { is: 'lines', lines: results.filter(isOfferResult) } : { is: 'transient-net' }
}

function isOfferResult(line: unknown): line is OfferResult {
  return isRecord(line) && typeof line.id === 'string' && typeof line.status === 'string' && Array.isArray(line.missing)
}

function judgeRefusal(answer: Answered): Trouble {
  const { status } = answer
  if (LATER.includes(status)) {
    return { is: 'transient-srv', retryAfterS: answer.retryAfterS, overloaded: OVERLOADED.includes(status) }
  }
  const problem = readProblem(answer.contentType, answer.body)
  // A proxy in front of the server may cut a body that is too long with a page of its own.
  if (problem === null && status === 413) return { is: 'needs-user', reason: 'too-large', status, detail: null }
  if (problem === null || status < 400 || status === 408) return { is: 'transient-net' }
  if (status === 401 || status === 403) return { is: 'auth', forbidden: status === 403 }
  if (problem.slug === 'digest-mismatch') return { is: 'heal', digest: true }
  if (status === 412 || status === 411) return { is: 'heal', digest: false }
  return { is: 'needs-user', reason: PARKED[problem.slug] ?? 'refused', status, detail: problem.detail }
}
