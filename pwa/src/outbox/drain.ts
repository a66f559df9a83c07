/**
 * Sends what is due: offer, texts, photos, text again, until a receipt settles each row.
 * Decides order and when a pass ends; what an answer means is in classify.ts, what it changes in outcome.ts.
 * Every step is stored before the next and may be repeated, so a kill at any point loses and doubles nothing.
 */
import { confirmRow, offerTriedRows, sendText } from './exchange'
import { dueReplacedRows, dueRows, earlierReplies, missingPhotos, nextTryAt, photoJobs } from './next'
import { guarded, newPass, type DrainOptions, type Pass, type Stop } from './pass'
import { uploadPhotos } from './uploads'
import type { OutboxRow, Ports } from './types'

export type { DrainOptions, Stop } from './pass'

export interface DrainResult {
  /** Why the pass ended early; null when everything due was tried. */
  stop: Stop | null
  /** Something was answered by our server. */
  reached: boolean
  /** Something was asked and found nobody of ours. */
  lost: boolean
  /** When the next waiting row is due; null with none waiting. */
  next_try_at: number | null
  /** Rows whose handling threw on this phone. */
  broken: number
}

/** One pass over everything due. */
export async function drain(ports: Ports, options: DrainOptions = {}): Promise<DrainResult> {
  const pass = newPass(ports, options)
  await offerTriedRows(pass)
  await sendTexts(pass)
  await closeReplaced(pass)
  if (options.photos !== false) await sendPhotos(pass)
  const next_try_at = nextTryAt(await openRows(ports), options.holdBack)
  const { stop, reached, lost, broken } = pass
  return { stop, reached, lost, next_try_at, broken }
}

/** Everything still owed, also what waits for a person. */
export async function openRows({ rows }: Ports): Promise<OutboxRow[]> {
  return [...(await rows.waiting()), ...(await rows.parked())]
}

async function due(pass: Pass): Promise<OutboxRow[]> {
  return dueRows(await pass.ports.rows.waiting(), pass.ports.clock.now())
}

/** One row after the other; none can hold up the rest. */
async function inTurn(pass: Pass, rows: OutboxRow[], work: (row: OutboxRow) => Promise<void>): Promise<void> {
  for (const row of rows) {
    if (pass.stop !== null) return
    await guarded(pass, () => work(row))
  }
}

async function sendTexts(pass: Pass): Promise<void> {
  await inTurn(pass, (await due(pass)).filter((row) => !row.text_received), async (row) => {
    if (row.answers && earlierReplies(row, await pass.ports.rows.waiting()).length > 0) return
    await sendText(pass, row.id)
  })
}

/** Says replaced rows once more, so that their numbers are no gap in the device's chain at the server. */
async function closeReplaced(pass: Pass): Promise<void> {
  const rows = dueReplacedRows(await pass.ports.rows.waiting(), pass.ports.clock.now())
  await inTurn(pass, rows, async (row) => {
    const successor = row.replaced_by === null ? undefined : await pass.ports.rows.get(row.replaced_by)
    if (successor?.text_received !== false) await confirmRow(pass, row.id)
  })
}

async function sendPhotos(pass: Pass): Promise<void> {
  const rows = await due(pass)
  const complete = rows.filter((row) => row.text_received && missingPhotos(row).length === 0)
  await inTurn(pass, complete, (row) => confirmRow(pass, row.id))
  await uploadPhotos(pass, photoJobs(rows, pass.options.holdBack))
}
