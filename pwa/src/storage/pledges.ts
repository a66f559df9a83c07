/**
 * What this phone takes along for pledges, and what was said of shops on it. The kit is server-owned, so it may be thrown
 * away and read again; what was said here is read from the outbox, where it lies from the moment it was sealed.
 */
import { canonicalSha256 } from '@/domain/canonical'
import type { PledgeKit } from '@/domain/pledge'
import { peekManifest } from '@/domain/report'
import type { OutboxRow } from '@/outbox/types'

import type { PhoneDatabase } from './database'
import { factIn } from './facts'
import { saveTx } from './saveTx'

/** As the server told it, for whom, and the name of that answer. */
export interface PledgeKitKept extends PledgeKit {
  etag: string | null
  fetched_at: number
  person_id: string
}

/** Nothing when the phone changed hands since `personId` was asked for. Null: the kit that is here still is the one. */
export async function keepPledgeKit(
  db: PhoneDatabase,
  fresh: { kit: PledgeKit; etag: string | null } | null,
  personId: string,
  now: number,
): Promise<void> {
  await saveTx(db, [db.facts], async () => {
    if ((await factIn(db, 'person'))?.id !== personId) return
    const kept = await pledgeKitIn(db)
    const value: PledgeKitKept | null = fresh ? { ...fresh.kit, etag: fresh.etag, fetched_at: now, person_id: personId } : kept && { ...kept, fetched_at: now }
    if (value) await db.facts.put({ key: 'pledge_kit', value })
  })
}

/** For a query that is followed; null for another person's. */
export async function pledgeKitIn(db: PhoneDatabase): Promise<PledgeKitKept | null> {
  const [kit, person] = await Promise.all([factIn(db, 'pledge_kit'), factIn(db, 'person')])
  return kit !== undefined && kit.person_id === person?.id ? kit : null
}

/** What was said of a shop's pledge on this phone, and how far it has come. */
export interface SaidHere {
  report_id: string
  verb: 'sign-pledge' | 'refuse-pledge'
  at: number
  state: 'waiting' | 'delivered' | 'needs-person'
  /** Of the canonical document; null for a refusal. */
  document_sha256: string | null
}

/**
 * The last word on this phone about each shop, by its id; without those that the server's kit already tells, because it
 * was fetched after they arrived. For a query that is followed.
 */
export async function saidHereIn(db: PhoneDatabase): Promise<Record<string, SaidHere>> {
  const [rows, kit] = await Promise.all([db.outbox.filter(({ shop_name }) => typeof shop_name === 'string').sortBy('sealed_at'), pledgeKitIn(db)])
  const news = rows.filter((row) => row.replaced_by === null && !row.ended && (row.delivered_at === null || row.delivered_at > (kit?.fetched_at ?? 0)))
  return Object.fromEntries(news.flatMap(saidIn))
}

function saidIn(row: OutboxRow): [string, SaidHere][] {
  const manifest = peekManifest(row.bytes)
  const { shop_id, verb } = manifest?.reply_to ?? {}
  if (!shop_id || (verb !== 'sign-pledge' && verb !== 'refuse-pledge')) return []
  const state = row.phase === 'parked' ? 'needs-person' : row.phase === 'delivered' ? 'delivered' : 'waiting'
  const document_sha256 = manifest?.pledge ? canonicalSha256(manifest.pledge) : null
  return [[shop_id, { report_id: row.id, verb, at: row.sealed_at, state, document_sha256 }]]
}
