/**
 * The talks about one row: say its text, say it again once its photos are there, ask what the server knows.
 * Every answer is stored before anything else happens.
 */
import { readReceipt, settles, type Receipt } from '@/domain/receipt'

import { judgeOffer, judgeReport, type OfferResult, type Trouble } from './classify'
import { dueRows } from './next'
import { afterReceipt, afterTrouble } from './outcome'
import { guarded, noteSuccess, noteTrouble, type Pass } from './pass'
import { afterEnd, lacksNothing, readEnd, type EndAnswer } from './quarantine'
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
  if ((await pass.ports.rows.get(id))?.ended) return confirmEnded(pass, id)
  const receipt = await askForReceipt(pass, id)
  if (receipt === null) return
  await acceptReceipt(pass, id, receipt)
  if (settles(receipt)) return
  const row = await pass.ports.rows.get(id)
  if (row === undefined) return
  const lacking = row.photos.filter((photo) => photo.damaged && receipt.missing.includes(photo.sha256))
  if (row.replaced_by === null && lacking.length > 0) {
    const reason = lacking.every((photo) => photo.gone === true) ? 'photo-gone' : 'photo-damaged'
    await pass.ports.rows.update(id, () => ({ phase: 'parked', reason }))
  } else {
    await failRow(pass, id, SAYS_ONE_THING_DOES_ANOTHER)
  }
}

/** What a reviewer filed cannot be said again; the offer tells whether its photos are all there. */
async function confirmEnded(pass: Pass, id: string): Promise<void> {
  const row = await pass.ports.rows.get(id)
  if (row === undefined) return
  await offerRows(pass, [row])
  if (pass.stop === null && (await pass.ports.rows.get(id))?.phase === 'waiting') await failRow(pass, id, SAYS_ONE_THING_DOES_ANOTHER)
}

/** The server said it has a photo and asks for it still. */
const SAYS_ONE_THING_DOES_ANOTHER: Trouble = { is: 'transient-srv', retryAfterS: null, overloaded: false }

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
  const now = pass.ports.clock.now()
  const tried = dueRows(waiting, now).filter((row) => !row.ended && (row.failures > 0 || row.text_received))
  await offerRows(pass, tried)
}

/** Offers rows in batches and stores what the server knows of each; true when it answered for all of them. */
export async function offerRows(pass: Pass, rows: OutboxRow[]): Promise<boolean> {
  for (let at = 0; at < rows.length; at += OFFER_LINES) {
    if (pass.stop !== null) return false
    const batch = rows.slice(at, at + OFFER_LINES)
    const answer = await pass.ports.courier.offer(batch.map((row) => ({ id: row.id, manifest_sha256: row.sha256 })))
    const outcome = judgeOffer(answer)
    if (outcome.is !== 'lines') {
      if (outcome.is === 'auth') noteTrouble(pass, outcome)
      return false
    }
    noteSuccess(pass)
    const lines = new Map(outcome.lines.map((line) => [line.id, line]))
    for (const row of batch) await guarded(pass, () => takeLine(pass, row, lines.get(row.id)))
  }
  return true
}

async function takeLine(pass: Pass, row: OutboxRow, line: OfferResult | undefined): Promise<void> {
  if (line === undefined) return
  const receipt = readReceipt(line.receipt, row)
  if (receipt && settles(receipt)) return acceptReceipt(pass, row.id, receipt)
  const end = line.status === 'quarantined' ? readEnd(line.settled) : null
  if (end !== null && (isOpen(row) || lacksNothing(row, end))) return acceptEnd(pass, row, end)
  // What a person must look at is opened again only by news: somebody brought its text to the server.
  if ((isOpen(row) && row.ended) || (row.phase === 'parked' && (receipt === null || row.text_received))) return
  // Everything else is found out by saying the text again: the answer to that carries receipt or reason.
  await reopen(pass, row, line.status === 'missing' && receipt ? new Set(receipt.missing) : null)
}

async function acceptEnd(pass: Pass, row: OutboxRow, end: EndAnswer): Promise<void> {
  await pass.ports.rows.update(row.id, (fresh) => afterEnd(fresh, end, pass.ports.clock.now()))
}

/** Back to sending: with the missing photos known, or from the start. Its time to be kept begins with the next delivery. */
async function reopen(pass: Pass, row: OutboxRow, missing: Set<string> | null): Promise<void> {
  const photos = row.photos.map((photo) => ({ ...photo, arrived: missing !== null && !missing.has(photo.sha256) }))
  const text_received = missing !== null
  await pass.ports.rows.update(row.id, () => ({ phase: 'waiting', reason: null, photos, text_received, ended: null, delivered_at: null }))
}

async function askForReceipt(pass: Pass, id: string): Promise<Receipt | null> {
  const { courier, onSending } = pass.ports
  const row = await soundRow(pass, id)
  if (row === null) return null
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

/** The row to say, its text mended where that rotted; null when it is not to be said, or a person must look at it. */
async function soundRow({ ports: { rows, digest } }: Pass, id: string): Promise<OutboxRow | null> {
  const isSound = async (row: OutboxRow | undefined) => row !== undefined && (await digest(row.bytes)) === row.sha256
  const row = await rows.get(id)
  if (row === undefined || row.phase !== 'waiting') return null
  if (await isSound(row)) return row
  const mended = (await rows.mend(id)) ? await rows.get(id) : undefined
  if (mended !== undefined && (await isSound(mended))) return mended
  await rows.update(id, () => ({ phase: 'parked', reason: 'text-damaged' }))
  return null
}
