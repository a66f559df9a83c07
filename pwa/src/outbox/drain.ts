/**
 * Sends what is due: offer, texts, photos, text again, until a receipt settles each row.
 * Decides order and when a pass ends; what an answer means is in classify.ts, what it changes in outcome.ts.
 * Every step is stored before the next and may be repeated, so a kill at any point loses and doubles nothing.
 */
import { confirmRow, offerTriedRows, sendText } from './exchange'
import { dueReplacedRows, dueRows, missingPhotos, nextTryAt, photoJobs } from './next'
import { newPass, type Pass, type Stop } from './pass'
import { uploadPhotos } from './uploads'
import type { Ports } from './types'

export type { Stop } from './pass'

export interface DrainResult {
  /** Why the pass ended early; null when everything due was tried. */
  stop: Stop | null
  /** Something was answered by our server. */
  reached: boolean
  /** When the next waiting row is due; null with none waiting. */
  next_try_at: number | null
}

/** One pass over everything due. `photos: false` sends texts only. */
export async function drain(ports: Ports, options: { photos: boolean } = { photos: true }): Promise<DrainResult> {
  const pass = newPass(ports)
  await offerTriedRows(pass)
  await sendTexts(pass)
  await closeReplaced(pass)
  if (options.photos) await sendPhotos(pass)
  return { stop: pass.stop, reached: pass.reached, next_try_at: nextTryAt(await ports.rows.waiting()) }
}

async function due(pass: Pass) {
  return dueRows(await pass.ports.rows.waiting(), pass.ports.clock.now())
}

async function sendTexts(pass: Pass): Promise<void> {
  for (const row of await due(pass)) {
    if (pass.stop !== null) return
    if (!row.text_received) await sendText(pass, row.id)
  }
}

/** Says replaced rows once more, so that their numbers are no gap in the device's chain at the server. */
async function closeReplaced(pass: Pass): Promise<void> {
  const rows = dueReplacedRows(await pass.ports.rows.waiting(), pass.ports.clock.now())
  for (const row of rows) {
    if (pass.stop !== null) return
    const successor = row.replaced_by === null ? undefined : await pass.ports.rows.get(row.replaced_by)
    if (successor?.text_received !== false) await confirmRow(pass, row.id)
  }
}

async function sendPhotos(pass: Pass): Promise<void> {
  const rows = await due(pass)
  for (const row of rows) {
    if (pass.stop !== null) return
    if (row.text_received && missingPhotos(row).length === 0) await confirmRow(pass, row.id)
  }
  await uploadPhotos(pass, photoJobs(rows))
}
