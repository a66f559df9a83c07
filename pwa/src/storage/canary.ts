/**
 * A second count of what is unsent, kept outside the database: a database can come back empty without any error.
 * Decides whether something was lost; must not know how a loss is shown.
 */
import type { PhoneDatabase } from './database'
import { readTx } from './saveTx'

/** A text kept elsewhere, for example in localStorage. Never throws. */
export interface TextBox {
  get(): string | null
  set(text: string): void
}

export interface Loss {
  /** Reports that were unsent when last counted. */
  expected: number
  found: number
  /** Numbers of the missing ones in the device's chain. */
  seqs: number[]
}

interface Count {
  open: [id: string, seq: number][]
}

/** Writes down which reports are unsent now; after every write to the outbox. */
export async function countOutstanding(db: PhoneDatabase, box: TextBox): Promise<void> {
  const rows = await readTx(db, () => db.outbox.where('phase').anyOf('waiting', 'parked').toArray())
  const count: Count = { open: rows.map((row) => [row.id, row.device_seq]) }
  box.set(JSON.stringify(count))
}

/** What the last count knew and the database no longer has; null when all is there. Sent rows are no loss. */
export async function findLoss(db: PhoneDatabase, box: TextBox): Promise<Loss | null> {
  const { open } = readCount(box.get())
  const rows = await readTx(db, () => db.outbox.bulkGet(open.map(([id]) => id)))
  const missing = open.filter((_line, index) => rows[index] === undefined)
  if (missing.length === 0) return null
  return { expected: open.length, found: open.length - missing.length, seqs: missing.map(([, seq]) => seq) }
}

function readCount(text: string | null): Count {
  try {
    const count = JSON.parse(text ?? 'null') as Count | null
    return Array.isArray(count?.open) ? count : { open: [] }
  } catch {
    return { open: [] }
  }
}
