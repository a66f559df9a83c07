/**
 * Asks at every start whether the database still has everything that is known of it outside. What to do when it has
 * not is decided elsewhere.
 */
import { latestCount, type CountBoxes } from './canary'
import type { PhoneDatabase } from './database'
import { fact } from './facts'
import { DRAFT, type JournalFiles } from './journal'
import { readTx } from './saveTx'

export interface Outside {
  boxes: CountBoxes
  journal: JournalFiles
}

/** True when nothing is missing; false also where the device's own number is not known yet. */
export async function isWhole(db: PhoneDatabase, { boxes, journal }: Outside): Promise<boolean> {
  const [chain, count] = await Promise.all([fact(db, 'chain'), latestCount(boxes)])
  if (chain === undefined || chain.last_seq < (count?.chain?.last_seq ?? 0)) return false
  const names = await journal.names().catch(() => [])
  const drafts = names.filter((name) => name.startsWith(DRAFT)).map((name) => name.slice(DRAFT.length))
  const reports = names.filter((name) => !name.startsWith(DRAFT))
  const counted = (count?.open ?? []).map(({ id }) => id)
  return (await hasReports(db, [...reports, ...counted])) && (await hasDrafts(db, drafts))
}

async function hasReports(db: PhoneDatabase, ids: (string | null)[]): Promise<boolean> {
  // Only a cookie is left, which knows numbers and no ids: that needs the longer look.
  if (ids.includes(null)) return false
  const known = await readTx(db, () => db.outbox.where('id').anyOf(ids as string[]).primaryKeys())
  return new Set(known).size === new Set(ids).size
}

async function hasDrafts(db: PhoneDatabase, ids: string[]): Promise<boolean> {
  const known = await readTx(db, () => db.drafts.where('id').anyOf(ids).primaryKeys())
  return known.length === ids.length
}
