/**
 * The talks about one row: say its text, say it again once its photos are there, ask what the server knows.
 * Every answer is stored before anything else happens.
 */
import { readReceipt, settles, type Receipt } from '@/domain/receipt'

import { judgeOffer, judgeReport, type OfferResult, type Trouble } from './classify'
import { dueRows } from './next'
import { afterReceipt, afterTrouble } from './outcome'
import { noteSuccess, noteTrouble, type Pass } from './pass'
import { isOpen } from './retention'
import type { OutboxRow } from './types'

/** The contract's limit for one offer. */
const OFFER_LINES = 200

/** PUT of the sealed bytes; the row takes the receipt or the trouble. */
export async function sendText(pass: Pass, id: string): Promise<void> {
  const receipt = await askForReceipt(pass, id)
  if (receipt !== null) await acceptReceipt(pass, id, receipt)
}

/** The same PUT after the photos went; a row the server still wants photos for waits or steps aside. */
export async function confirmRow(pass: Pass, id: string): Promise<void> {
  const receipt = await askForReceipt(pass, id)
  if (receipt === null) return
  await acceptReceipt(pass, id, receipt)
  if (settles(receipt)) return
  const row = await pass.ports.rows.get(id)
  if (row === undefined) return
  if (row.replaced_by === null && row.photos.some((photo) => photo.damaged && receipt.missing.includes(photo.sha256))) {
    await pass.ports.rows.update(id, () => ({ phase: 'parked', reason: 'photo-damaged' }))
  } else {
    await failRow(pass, id, { is: 'transient-srv', retryAfterS: null, overloaded: false })
  }
}

/** Stores what the trouble changes; counts one failed try per row and pass. */
export async function failRow(pass: Pass, id: string, trouble: Trouble): Promise<void> {
  const { rows, clock, chance } = pass.ports
  noteTrouble(pass, trouble)
  if (pass.failed.has(id) && trouble.is !== 'needs-user') return
  pass.failed.add(id)
  await rows.update(id, (row) => (isOpen(row) ? afterTrouble(row, trouble, clock.now(), chance) : undefined))
}

/** Stores a receipt with our hash; what it lets go goes in the same transaction. */
export async function acceptReceipt(pass: Pass, id: string, receipt: Receipt): Promise<void> {
  const row = await pass.ports.rows.get(id)
  if (row === undefined) return
  const { change, letGo } = afterReceipt(row, receipt, pass.ports.clock.now())
  const damaged = new Set(row.photos.filter((photo) => photo.damaged).map((photo) => photo.sha256))
  const photos = change.photos?.map((photo) => ({ ...photo, damaged: damaged.has(photo.sha256) }))
  await pass.ports.rows.settle(id, { ...change, ...(photos && { photos }) }, letGo)
}

/** Asks about rows that were tried before: a lost answer may have been a receipt. Failing here stops nothing but login. */
export async function offerTriedRows(pass: Pass): Promise<void> {
  const waiting = await pass.ports.rows.waiting()
  const tried = dueRows(waiting, pass.ports.clock.now()).filter((row) => row.failures > 0 || row.text_received)
  await offerRows(pass, tried)
}

/** Offers rows in batches and stores what the server knows of each. */
export async function offerRows(pass: Pass, rows: OutboxRow[]): Promise<void> {
  for (let at = 0; at < rows.length && pass.stop === null; at += OFFER_LINES) {
    const batch = rows.slice(at, at + OFFER_LINES)
    const answer = await pass.ports.courier.offer(batch.map((row) => ({ id: row.id, manifest_sha256: row.sha256 })))
    const outcome = judgeOffer(answer)
    if (outcome.is !== 'lines') {
      if (outcome.is === 'auth') noteTrouble(pass, outcome)
      return
    }
    noteSuccess(pass)
    for (const row of batch) await takeLine(pass, row, outcome.lines.find((line) => line.id === row.id))
  }
}

async function takeLine(pass: Pass, row: OutboxRow, line: OfferResult | undefined): Promise<void> {
  const receipt = line && readReceipt(line.receipt, row)
  if (receipt && settles(receipt)) return acceptReceipt(pass, row.id, receipt)
  if (line?.status === 'missing' && receipt) return reopen(pass, row, new Set(receipt.missing))
  // Everything else is found out by saying the text again: the answer to that carries receipt or reason.
  if (line !== undefined) return reopen(pass, row, null)
}

/** Back to sending: with the missing photos known, or from the start. */
async function reopen(pass: Pass, row: OutboxRow, missing: Set<string> | null): Promise<void> {
  const photos = row.photos.map((photo) => ({ ...photo, arrived: missing !== null && !missing.has(photo.sha256) }))
  await pass.ports.rows.update(row.id, () => ({ phase: 'waiting', photos, text_received: missing !== null }))
}

async function askForReceipt(pass: Pass, id: string): Promise<Receipt | null> {
  const { rows, courier, onSending } = pass.ports
  const row = await rows.get(id)
  if (row === undefined || row.phase !== 'waiting') return null
  onSending?.(id, null, true)
  try {
    const outcome = judgeReport(await courier.put(row.kind, row.id, row.bytes, row.sha256), row)
    if (outcome.is !== 'receipt') {
      await failRow(pass, id, outcome)
      return null
    }
    noteSuccess(pass)
    return outcome.receipt
  } finally {
    onSending?.(id, null, false)
  }
}
