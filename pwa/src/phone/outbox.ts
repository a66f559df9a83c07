/** The outbox for the screens: words instead of states, and the ways out a person has. */
import Dexie from 'dexie'

import { sha256 } from '@/domain/digest'
import { fileEnding } from '@/domain/media'
import { readManifest, type Manifest } from '@/domain/report'
import { zip, type ZipEntry } from '@/domain/zip'
import { released } from '@/outbox/outcome'
import { isOpen } from '@/outbox/retention'
import type { OutboxRow } from '@/outbox/types'
import { wordFor, type OutboxView } from '@/outbox/words'
import { draftFromRow } from '@/storage/correction'
import type { PhoneDatabase, PhotoRow } from '@/storage/database'
import { observeQuery } from '@/storage/observe'

import { observeBoth } from './cell'
import type { Parts } from './parts'
import type { Observe, Outbox, OutboxDetail, OutboxSummary } from './types'

interface Stored {
  rows: OutboxRow[]
  /** Photo rows whose bytes are still here. */
  photos: Set<string>
}

export function createOutbox(parts: Parts, sealStored: (id: string) => Promise<string>): Outbox {
  const { db } = parts
  const manifests = new Map<string, Manifest>()

  function manifestOf(row: OutboxRow): Manifest {
    const known = manifests.get(row.id) ?? readManifest(row.bytes)
    manifests.set(row.id, known)
    return known
  }

  const rows: Observe<Stored> = (onChange) => observeQuery(() => shownRows(db), onChange)
  const sending: Observe<string[]> = (onChange) => parts.engineState.observe((state) => onChange(state.sending))
  const correctionDeps = () => ({ now: parts.now(), newId: parts.newId, digest: sha256 })

  return {
    observe: observeBoth(rows, sending, (stored, busy) =>
      stored.rows.map((row) => viewOf(row, manifestOf(row), busy.includes(row.id), stored.photos)).sort(byNeed),
    ),
    observeSummary: (onChange) => rows((stored) => onChange(summaryOf(stored.rows))),
    async detail(id) {
      const row = await db.outbox.get(id)
      if (row === undefined) return undefined
      const { photos } = await shownRows(db)
      const view = viewOf(row, manifestOf(row), parts.engineState.get().sending.includes(id), photos)
      return detailOf(row, manifestOf(row), view)
    },
    async retry(id) {
      await parts.ports.rows.update(id, released)
      await parts.engine.poke('manual')
    },
    correct: async (id) => (await draftFromRow(db, id, correctionDeps())).id,
    sendWithoutDamaged: async (id) => sealStored((await draftFromRow(db, id, correctionDeps())).id),
    exportUnsent: () => exportUnsent(db, parts.now()),
  }
}

/** What was delivered stays 90 days; the screen shows the latest, so that it stays quick. */
const DELIVERED_SHOWN = 100

/** Open rows and the latest delivered ones, without those another one replaces. */
async function shownRows(db: PhoneDatabase): Promise<Stored> {
  const delivered = db.outbox.where('[phase+sealed_at]').between(['delivered', Dexie.minKey], ['delivered', Dexie.maxKey])
  const [open, done, photos] = await Promise.all([
    db.outbox.where('phase').anyOf('waiting', 'parked').toArray(),
    delivered.reverse().limit(DELIVERED_SHOWN).toArray(),
    db.photos.toCollection().primaryKeys(),
  ])
  return { rows: [...open, ...done].filter((row) => row.replaced_by === null), photos: new Set(photos) }
}

function viewOf(row: OutboxRow, manifest: Manifest, sending: boolean, kept: Set<string>): OutboxView {
  const word = wordFor(row, sending)
  return {
    id: row.id,
    kind: row.kind,
    author_id: row.author_id,
    word,
    photos: { sent: row.photos.filter((photo) => photo.arrived).length, of: row.photos.length },
    text_received: row.text_received,
    reason: word === 'needs-person' ? row.reason : null,
    next_try_at: word === 'waiting' ? row.next_try_at : null,
    trouble: word === 'waiting' ? row.trouble : null,
    sealed_at: row.sealed_at,
    delivered_at: row.delivered_at,
    category: manifest.category,
    note: manifest.note,
    captured_at: manifest.captured_at,
    flags: row.receipt?.flags ?? [],
    case_no: row.receipt?.case_no ?? null,
    segment_name: row.receipt?.placement?.segment?.name ?? null,
    thumbnail_id: row.photos.find((photo) => kept.has(photo.photo_id))?.photo_id ?? null,
  }
}

const NEED: Record<OutboxView['word'], number> = {
  'needs-person': 0, sending: 1, saved: 1, 'text-received': 1, waiting: 1, delivered: 2,
}

/** What needs a person first, then what is unsent from the oldest, then what arrived from the newest. */
function byNeed(a: OutboxView, b: OutboxView): number {
  if (NEED[a.word] !== NEED[b.word]) return NEED[a.word] - NEED[b.word]
  return a.word === 'delivered' ? b.sealed_at - a.sealed_at : a.sealed_at - b.sealed_at
}

function summaryOf(rows: OutboxRow[]): OutboxSummary {
  const open = rows.filter(isOpen)
  return {
    pending: open.length,
    needs_person: open.filter((row) => row.phase === 'parked').length,
    oldest_at: open.length === 0 ? null : Math.min(...open.map((row) => row.sealed_at)),
  }
}

function detailOf(row: OutboxRow, manifest: Manifest, view: OutboxView): OutboxDetail {
  const photos = row.photos.map(({ sha256: hash, photo_id, arrived, damaged }, index) => ({
    sha256: hash,
    photo_id,
    arrived,
    damaged,
    role: manifest.photos[index]?.role ?? 'scene',
  }))
  return { view, manifest, photos, receipt: row.receipt, refusal: row.refusal }
}

/** Sealed reports byte by byte, drafts as JSON, and the photos of both. */
async function exportUnsent(db: PhoneDatabase, now: number): Promise<{ name: string; file: Blob }> {
  const rows = (await db.outbox.toArray()).filter(isOpen)
  const entries: ZipEntry[] = rows.map((row) => ({ name: `${row.id}/manifest.json`, bytes: new Uint8Array(row.bytes) }))
  for (const draft of await db.drafts.toArray()) {
    entries.push({ name: `${draft.id}/draft.json`, bytes: new TextEncoder().encode(JSON.stringify(draft, null, 2)) })
  }
  const owners = new Set(entries.map(({ name }) => name.slice(0, name.indexOf('/'))))
  const photos = await db.photos.where('owner_id').anyOf([...owners]).toArray()
  entries.push(...photos.map(photoEntry))
  const name = `xunjie-${new Date(now).toISOString().slice(0, 16).replace(/[:T]/g, '-')}.zip`
  return { name, file: new Blob(zip(entries, now), { type: 'application/zip' }) }
}

function photoEntry(photo: PhotoRow): ZipEntry {
  return { name: `${photo.owner_id}/${photo.id}-${photo.sha256}.${fileEnding(photo.mime)}`, bytes: new Uint8Array(photo.bytes) }
}
