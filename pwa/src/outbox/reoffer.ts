/**
 * Asks the server again about rows the phone was done with: after a restore (new epoch) it may have lost them, and
 * between times it may have backed them up. Also forgets what may be forgotten.
 */
import { offerRows } from './exchange'
import { isSendable } from './next'
import { newPass, type Stop } from './pass'
import { isForgettable, letGoLater } from './retention'
import type { OutboxRow, Ports } from './types'

/**
 * Offers every kept row the server is to have, what a reviewer filed included; what it no longer has goes back to
 * waiting. Null when all is answered and stored.
 */
export async function reofferKept(ports: Ports): Promise<Stop | null> {
  const kept = await ports.rows.delivered()
  return offerAll(ports, kept.filter((row) => row.phase === 'delivered' || row.ended?.outcome === 'filed'))
}

/**
 * Asks about rows that wait for a person: a reviewer may have settled them meanwhile, or somebody brought them by file.
 * Null when all is answered and stored.
 */
export async function reofferParked(ports: Ports): Promise<Stop | null> {
  return offerAll(ports, await ports.rows.parked())
}

async function offerAll(ports: Ports, rows: OutboxRow[]): Promise<Stop | null> {
  const pass = newPass(ports)
  const answered = await offerRows(pass, rows.filter(isSendable))
  if (pass.stop !== null) return pass.stop
  if (!answered) return { why: 'no-network' }
  return pass.broken > 0 ? { why: 'storage' } : null
}

/** Deletes photo bytes and rows past their retention time; only of rows the phone owes nothing any more. */
export async function forgetOld(ports: Pick<Ports, 'rows' | 'clock'>): Promise<void> {
  const now = ports.clock.now()
  for (const row of await ports.rows.delivered()) {
    const photos = letGoLater(row, now)
    if (photos.length > 0) await ports.rows.settle(row.id, withoutOriginals(row), photos)
    if (isForgettable(row, now)) await ports.rows.forget(row.id)
  }
}

function withoutOriginals(row: OutboxRow): Partial<OutboxRow> {
  return { photos: row.photos.map((photo) => ({ ...photo, original_id: null })) }
}
