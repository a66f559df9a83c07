/**
 * Moves a draft into the outbox in one transaction: number, chain, bytes, row, and the draft's end.
 * After it the report exists exactly once, whatever is killed when.
 */
import { inOrder } from '@/domain/canonical'
import type { Draft, DraftPhoto } from '@/domain/draft'
import type { Paper } from '@/domain/paper'
import type { PledgeDocument, PledgeDraft } from '@/domain/pledge'
import type { ClockReading, ManifestPhoto, PhotoRole, UnchainedManifest } from '@/domain/report'
import { isOpen } from '@/outbox/retention'
import { sealReport, type SealedPhoto } from '@/outbox/seal'
import type { OutboxRow } from '@/outbox/types'

import type { PhoneDatabase } from './database'
import { NOBODY } from './drafts'
import { factIn } from './facts'
import { FOR_REPORT, saveTx } from './saveTx'
import { StorageTrouble } from './trouble'

export interface SealingFacts {
  now: number
  clock: ClockReading
  area_pack: string | null
  version: string
  /** Name of the segment as the phone placed it. */
  segment_name?: string | null
  /** The category in Chinese and English. */
  category_names?: [zh: string, en: string] | null
}

/** The sealed row; the same one when this draft was sealed before. Rejects with trouble `missing` without a draft. */
export function sealDraft(db: PhoneDatabase, draftId: string, facts: SealingFacts): Promise<OutboxRow> {
  return saveTx(db, [db.drafts, db.outbox, db.facts], () => sealIn(db, draftId, facts), FOR_REPORT)
}

async function sealIn(db: PhoneDatabase, draftId: string, facts: SealingFacts): Promise<OutboxRow> {
  const sealed = await db.outbox.get(draftId)
  if (sealed !== undefined) return sealed
  const draft = await db.drafts.get(draftId)
  const chain = await factIn(db, 'chain')
  if (draft === undefined || chain === undefined) throw new StorageTrouble('missing')
  const next = sealReport(contentOf(draft, facts), draft.photos.map(sentPhoto), chain, facts.now)
  const shop_name = draft.pledge?.words.shop.name ?? null
  const named = { segment_name: facts.segment_name ?? null, category_names: facts.category_names ?? null, ...(shop_name && { shop_name }) }
  const row: OutboxRow = { ...next.row, ...named }
  await db.outbox.add(row)
  await db.facts.put({ key: 'chain', value: next.chain })
  await db.drafts.delete(draftId)
  if (draft.supersedes !== null) await replaceRow(db, draft.supersedes, draftId)
  return row
}

/** The corrected row sends no photos any more; its text follows the new one's. */
async function replaceRow(db: PhoneDatabase, oldId: string, newId: string): Promise<void> {
  const old = await db.outbox.get(oldId)
  if (old === undefined || !isOpen(old)) return
  await db.outbox.update(oldId, { replaced_by: newId, phase: 'waiting', reason: null, refusal: null, failures: 0, next_try_at: 0 })
}

function contentOf(draft: Draft, facts: SealingFacts): UnchainedManifest {
  return {
    report_id: draft.id,
    author_id: draft.author_id === NOBODY ? null : draft.author_id,
    supersedes: draft.supersedes,
    captured_at: draft.captured_at,
    clock: facts.clock,
    position: draft.position,
    category: draft.category,
    note: draft.note,
    handled_on_spot: draft.handled_on_spot,
    segment_choice: draft.segment_choice,
    segment_choice_why: draft.segment_choice_why ?? null,
    subject: draft.subject,
    photos: draft.photos.map(manifestPhoto),
    area_pack: facts.area_pack,
    client: { version: facts.version },
    ...(draft.reply_to && { reply_to: draft.reply_to }),
    ...(draft.joins && { joins: draft.joins }),
    ...(draft.paper && isSaid(draft.paper) && { paper: draft.paper }),
    ...(draft.pledge && pledgeOf(draft, draft.pledge)),
  }
}

/** What was signed, with the hashes of the pictures as they travel; or why nothing was. */
function pledgeOf(draft: Draft, { words, reading, refusal }: PledgeDraft): Partial<UnchainedManifest> {
  if (draft.reply_to?.verb !== 'sign-pledge') return { refusal }
  const sent = (role: PhotoRole) => draft.photos.filter((photo) => photo.role === role).map((photo) => (photo.twin ?? photo).sha256)
  const photos = { front: sent('scene'), paper: sent('paper') }
  const document: PledgeDocument = { ...words, pledge_id: draft.id, position: draft.position, photos }
  return { pledge: inOrder(document), pledge_reading: reading }
}

/** Begun and given up, a paper is none; one with a number is out, whatever it lacks. */
const isSaid = ({ number, receiver, requirement }: Paper) => number !== null || (receiver.name !== '' && requirement !== '')

/** The twin travels when there is one, and then the original's hash is named beside it. */
function manifestPhoto(photo: DraftPhoto): ManifestPhoto {
  const sent = photo.twin ?? photo
  return {
    sha256: sent.sha256,
    orig_sha256: photo.twin === null ? null : photo.sha256,
    bytes: sent.bytes,
    mime: sent.mime,
    role: photo.role,
    taken_at: photo.taken_at,
    source: photo.source,
  }
}

function sentPhoto(photo: DraftPhoto): SealedPhoto {
  const sent = photo.twin ?? photo
  return {
    sha256: sent.sha256,
    bytes: sent.bytes,
    photo_id: sent.photo_id,
    original_id: photo.twin === null ? null : photo.photo_id,
  }
}
