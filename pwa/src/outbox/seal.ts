/**
 * Freezes a report: gives it the next number of the device's chain and turns it into bytes nobody writes again.
 * Runs without waiting, so that it can happen inside the transaction that stores its result.
 */
import { sha256Now } from '@/domain/digest'
import { buildManifest, manifestBytes, SCHEMA, type ChainLink, type UnchainedManifest } from '@/domain/report'

import type { OutboxRow, RowPhoto } from './types'

/** Where the device's chain stands after its last sealed report. */
export interface Chain {
  device_id: string
  last_seq: number
  last_sha256: string | null
}

export interface Sealed {
  row: OutboxRow
  chain: Chain
}

/** The row of a sealed report and the chain after it. `photos` names the rows whose bytes the manifest names. */
export function sealReport(content: UnchainedManifest, photos: SealedPhoto[], chain: Chain, now: number): Sealed {
  const link: ChainLink = {
    device_id: chain.device_id,
    device_seq: chain.last_seq + 1,
    prev_manifest_sha256: chain.last_sha256,
  }
  const bytes = manifestBytes(buildManifest(content, link))
  const sha256 = sha256Now(bytes)
  const row: OutboxRow = {
    kind: 'report',
    id: content.report_id,
    author_id: content.author_id ?? '',
    schema: SCHEMA,
    bytes: bytes.buffer,
    sha256,
    device_seq: link.device_seq,
    sealed_at: now,
    photos: photos.map((photo) => ({ ...photo, arrived: false, damaged: false })),
    answers: content.reply_to?.case_no ?? content.reply_to?.shop_id ?? null,
    ...UNTRIED,
  }
  return { row, chain: { device_id: chain.device_id, last_seq: link.device_seq, last_sha256: sha256 } }
}

export type SealedPhoto = Omit<RowPhoto, 'arrived' | 'damaged'>

const UNTRIED = {
  phase: 'waiting',
  text_received: false,
  failures: 0,
  next_try_at: 0,
  trouble: null,
  reason: null,
  refusal: null,
  receipt: null,
  replaced_by: null,
  delivered_at: null,
} as const
