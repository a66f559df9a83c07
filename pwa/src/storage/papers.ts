/**
 * What this phone takes along for papers, and which of its numbers it has given. A number leaves its block in the same
 * transaction in which a draft gets it, so that no two papers have one.
 */
import type { Draft } from '@/domain/draft'
import { joinGiven, numbersLeft, withoutGiven, type Given, type PaperKit } from '@/domain/paper'

import type { PhoneDatabase } from './database'
import { factIn } from './facts'
import { FOR_REPORT, saveTx } from './saveTx'
import { StorageTrouble } from './trouble'

/** As the server told it, for whom, without the numbers that were given here meanwhile. */
export interface KitKept extends PaperKit {
  fetched_at: number
  person_id: string
}

/** Nothing when the phone changed hands since `personId` was asked for. */
export async function keepKit(db: PhoneDatabase, kit: PaperKit, personId: string, now: number): Promise<void> {
  await saveTx(db, [db.facts], async () => {
    if ((await factIn(db, 'person'))?.id !== personId) return
    const given = (await factIn(db, 'paper_numbers_given')) ?? {}
    const value: KitKept = { ...withoutGiven(kit, given), fetched_at: now, person_id: personId }
    await db.facts.put({ key: 'paper_kit', value })
  })
}

/** For a query that is followed; null for another person's. */
export async function kitIn(db: PhoneDatabase): Promise<KitKept | null> {
  const [kit, person] = await Promise.all([factIn(db, 'paper_kit'), factIn(db, 'person')])
  return kit !== undefined && kit.person_id === person?.id ? kit : null
}

/**
 * The draft, its paper with a number from now on; the same number when it has one. Null when none is left. Rejects with
 * trouble `missing` for a draft without a paper.
 */
export function takeNumber(db: PhoneDatabase, draftId: string, now: number): Promise<Draft | null> {
  return saveTx(db, [db.drafts, db.facts], () => takeIn(db, draftId, now), FOR_REPORT)
}

async function takeIn(db: PhoneDatabase, draftId: string, now: number): Promise<Draft | null> {
  const draft = await db.drafts.get(draftId)
  if (!draft?.paper) throw new StorageTrouble('missing')
  if (draft.paper.number !== null) return draft
  const kit = await kitIn(db)
  const template = kit?.templates.find(({ id }) => id === draft.paper?.template_id)
  const block = template?.block
  if (!kit || !block || numbersLeft(template, now) === 0) return null
  const running = block.left[0] as number
  const given: Given = joinGiven((await factIn(db, 'paper_numbers_given')) ?? {}, { [block.id]: [running] })
  const at = new Date(now).toISOString()
  const paper = { ...draft.paper, block_id: block.id, running, number: block.form.replace('{n}', String(running)), at }
  const next: Draft = { ...draft, paper, updated_at: at }
  await db.facts.put({ key: 'paper_numbers_given', value: given })
  await db.facts.put({ key: 'paper_kit', value: { ...withoutGiven(kit, given), fetched_at: kit.fetched_at, person_id: kit.person_id } })
  await db.drafts.put(next)
  return next
}
