/** The outbox for the screens: words instead of states, and the ways out a person has. */
import Dexie from 'dexie'

import { sha256 } from '@/domain/digest'
import { peekManifest, type Manifest } from '@/domain/report'
import { released } from '@/outbox/outcome'
import type { OutboxRow } from '@/outbox/types'
import type { OutboxView } from '@/outbox/words'
import type { PhoneDatabase } from '@/storage/database'
import { fact, factIn } from '@/storage/facts'
import { observeQuery } from '@/storage/observe'
import { StorageTrouble } from '@/storage/trouble'

import { observeBoth, shared } from './cell'
import { byNeed, isOwn, summaryOf, viewOf, type Shown } from './outboxViews'
import type { Parts } from './parts'
import type { Observe, Outbox, OutboxDetail } from './types'

export function createOutbox(parts: Parts, sealStored: (id: string) => Promise<string>): Outbox {
  const { db } = parts
  const manifests = new Map<string, Manifest>()

  /** Sealed bytes never change, so each is read once; those that rotted may be mended. */
  function manifestOf(row: OutboxRow): Manifest | null {
    const manifest = manifests.get(row.id) ?? peekManifest(row.bytes)
    if (manifest !== null) manifests.set(row.id, manifest)
    return manifest
  }

  /** One query feeds every screen. */
  const stored: Observe<Shown> = shared((onChange) => observeQuery(() => shownRows(db), onChange))

  /** Rejects with trouble `missing` for what is not this person's to see or change. */
  async function ownRow(id: string): Promise<OutboxRow> {
    const [row, person] = await Promise.all([db.outbox.get(id), fact(db, 'person')])
    if (row === undefined || !isOwn(row, person?.id ?? null)) throw new StorageTrouble('missing')
    return row
  }

  async function corrected(id: string): Promise<string> {
    await ownRow(id)
    const { draftFromRow } = await import('@/storage/correction')
    return (await draftFromRow(db, id, { now: parts.now(), newId: parts.newId, digest: sha256 })).id
  }

  return {
    observe: observeBoth(stored, parts.engineState.observe, ({ rows, photos, person_id }, busy) => {
      const own = rows.filter((row) => isOwn(row, person_id))
      return own.map((row): OutboxView => viewOf(row, manifestOf(row), busy, photos)).sort(byNeed)
    }),
    observeSummary: (onChange) => stored((shown) => onChange(summaryOf(shown))),
    async detail(id) {
      const row = await ownRow(id).catch(() => undefined)
      if (row === undefined) return undefined
      const { photos } = await shownRows(db)
      return detailOf(row, manifestOf(row), viewOf(row, manifestOf(row), parts.engineState.get(), photos))
    },
    async retry(id) {
      await ownRow(id)
      await parts.ports.rows.update(id, released)
      await parts.engine.poke('manual')
    },
    correct: corrected,
    sendWithoutDamaged: async (id) => sealStored(await corrected(id)),
    async exportUnsent(readme) {
      const { exportUnsent } = await import('./export')
      return exportUnsent(db, readme, { now: parts.now(), id: parts.newId() })
    },
  }
}

/** What ended stays 90 days; the screen shows the latest, so that it stays quick. */
const ENDED_SHOWN = 100

/** Open rows and the latest that ended, without those another one replaces. */
async function shownRows(db: PhoneDatabase): Promise<Shown> {
  const ended = (phase: string) =>
    db.outbox.where('[phase+sealed_at]').between([phase, Dexie.minKey], [phase, Dexie.maxKey]).reverse().limit(ENDED_SHOWN).toArray()
  const [open, delivered, replaced, photos, person] = await Promise.all([
    db.outbox.where('phase').anyOf('waiting', 'parked').toArray(),
    ended('delivered'),
    ended('replaced'),
    db.photos.toCollection().primaryKeys(),
    factIn(db, 'person'),
  ])
  const rows = [...open, ...delivered, ...replaced].filter((row) => row.replaced_by === null)
  return { rows, photos: new Set(photos), person_id: person?.id ?? null }
}

function detailOf(row: OutboxRow, manifest: Manifest | null, view: OutboxView): OutboxDetail {
  const photos = row.photos.map(({ sha256: hash, photo_id, arrived, damaged }, index) => ({
    sha256: hash,
    photo_id,
    arrived,
    damaged,
    role: manifest?.photos[index]?.role ?? 'scene',
  }))
  return { view, manifest, photos, receipt: row.receipt, refusal: row.refusal }
}
