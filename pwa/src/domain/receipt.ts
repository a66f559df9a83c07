/**
 * Decides whether an answer is a receipt for exactly our bytes; nothing else lets the phone forget anything.
 * Must not know HTTP or storage.
 */
import type { Placement } from './geography'
import { isRecord, isSha256, isText } from './shapes'

export type ReceiptLevel = 'text' | 'photos' | 'backed-up'
const LEVELS: readonly string[] = ['text', 'photos', 'backed-up']

export interface Receipt {
  report_id: string
  manifest_sha256: string
  level: ReceiptLevel
  /** Hashes of photos the server still waits for. */
  missing: string[]
  case_no: string | null
  flags: string[]
  placement: Placement | null
  received_at: string
  commit_seq: number
  epoch: string
  kid: string
  hmac: string
}

/** The report a receipt must speak of. */
export interface Claim {
  id: string
  sha256: string
}

/** The receipt when `body` is one and names our id and our manifest hash; null for everything else. */
export function readReceipt(body: unknown, claim: Claim): Receipt | null {
  if (!hasReceiptShape(body)) return null
  return body.report_id === claim.id && body.manifest_sha256 === claim.sha256 ? body : null
}

function hasReceiptShape(body: unknown): body is Receipt {
  return (
    isRecord(body) &&
    isText(body.report_id) &&
    isSha256(body.manifest_sha256) &&
    LEVELS.includes(body.level as string) &&
    Array.isArray(body.missing) &&
    body.missing.every(isSha256) &&
    Array.isArray(body.flags) &&
    isText(body.received_at) &&
    Number.isInteger(body.commit_seq) &&
    isText(body.epoch) &&
    isText(body.hmac)
  )
}

/** Flags of a report for which the server will never ask again: a correction replaced it, or its time to be kept is over. */
const ENDINGS = ['superseded', 'destroyed']

/** True once the server holds all it will ever ask for: every photo, or the report was given up. */
export function settles(receipt: Receipt): boolean {
  if (receipt.level !== 'text') return true
  return receipt.missing.length === 0 && receipt.flags.some((flag) => ENDINGS.includes(flag))
}
