/** Pulls what pledges need onto the phone: schemes, offices, how shops stand. */
import type { PledgeKitApi } from '@/api/pledges'
import { mayPledge } from '@/domain/person'
import type { PhoneDatabase } from '@/storage/database'
import { fact } from '@/storage/facts'
import { keepPledgeKit, pledgeKitIn } from '@/storage/pledges'
import { readTx } from '@/storage/saveTx'

/** With the rest of the work, for whoever has pledges signed; an unchanged kit costs one empty answer. */
export async function pullPledgeKitIfWanted(db: PhoneDatabase, city: PledgeKitApi, now: number): Promise<void> {
  if (mayPledge((await fact(db, 'person')) ?? null)) await pullPledgeKit(db, city, now)
}

/** Rejects with a Failure. */
export async function pullPledgeKit(db: PhoneDatabase, city: PledgeKitApi, now: number): Promise<void> {
  const person = await fact(db, 'person')
  if (person === undefined) return
  const kept = await readTx(db, () => pledgeKitIn(db))
  await keepPledgeKit(db, await city.pledgeKit(kept?.etag ?? null), person.id, now)
}
