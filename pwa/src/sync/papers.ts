/** Pulls what papers need onto the phone: templates, the basis list, and numbers where somebody gives out papers here. */
import type { PapersApi } from '@/api/papers'
import { mayHandOut } from '@/domain/person'
import type { PhoneDatabase } from '@/storage/database'
import { fact } from '@/storage/facts'
import { readTx } from '@/storage/saveTx'
import { keepKit, kitIn } from '@/storage/papers'

/** Templates and the basis list change some times a year. */
const GOOD_FOR_MS = 6 * 3600_000
/** With fewer numbers than this the next contact asks for more. */
const FEW = 3

/** As often as it is needed; new numbers only where this phone has had some. */
export async function pullKitIfOld(db: PhoneDatabase, city: PapersApi, now: number): Promise<void> {
  if (!mayHandOut((await fact(db, 'person')) ?? null)) return
  const kit = await readTx(db, () => kitIn(db))
  const blocks = kit?.templates.flatMap(({ block }) => (block ? [block] : [])) ?? []
  const runsOut = blocks.some(({ left }) => left.length < FEW)
  if (kit && !runsOut && now - kit.fetched_at < GOOD_FOR_MS) return
  await pullKit(db, city, now, blocks.length > 0)
}

/** Rejects with a Failure. */
export async function pullKit(db: PhoneDatabase, city: PapersApi, now: number, numbers: boolean): Promise<void> {
  const [person, chain, kit] = await Promise.all([fact(db, 'person'), fact(db, 'chain'), readTx(db, () => kitIn(db))])
  if (person === undefined || chain === undefined) return
  const blocks = (kit?.templates ?? []).flatMap(({ block }) => (block ? [block.id] : []))
  await keepKit(db, await city.paperKit({ device_id: chain.device_id, numbers, blocks }), person.id, now)
}
