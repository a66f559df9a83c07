/**
 * Puts everything unsent into one file that only the server can read: reports, their photos, drafts, of every person
 * who worked with this phone. Needs neither network nor login. One photo is in memory at a time.
 */
import { createSealer, type Sealer } from '@/domain/envelope'
import { createZip, type ZipWriter } from '@/domain/zip'
import type { PhoneDatabase, PhotoRow } from '@/storage/database'
import { noteEvent } from '@/storage/events'
import { fact } from '@/storage/facts'
import { soundPhoto } from '@/storage/photoRows'

import type { ExportFile, ExportRefusal } from './types'

/** No file was made, and why. */
export class ExportRefused extends Error {
  constructor(readonly refusal: ExportRefusal) {
    super(`export: ${refusal}`)
    this.name = 'ExportRefused'
  }
}

interface Packing {
  db: PhoneDatabase
  sealer: Sealer
  zip: ZipWriter
  /** Blobs, so that the browser may keep them on disk. */
  parts: Blob[]
  serial: number
  photos: number
}

/** The file; `readme` lies in it unsealed. Rejects with ExportRefused. */
export async function exportUnsent(db: PhoneDatabase, readme: string, as: { now: number; id: string }): Promise<ExportFile> {
  const packing: Packing = { db, sealer: await sealerFor(db), zip: createZip(as.now), parts: [], serial: 0, photos: 0 }
  put(packing, 'README.txt', new TextEncoder().encode(readme))
  const open = await db.outbox.where('phase').anyOf('waiting', 'parked').primaryKeys()
  for (const id of open.sort()) await putReport(packing, id)
  const drafts = await db.drafts.toCollection().primaryKeys()
  for (const id of drafts.sort()) await putDraft(packing, id)
  const { serial: count, photos } = packing
  if (count === 0) throw new ExportRefused('nothing')
  // A full phone or a dead database is when a person needs the file most.
  await noteEvent(db, 'exported', { count, photos }, as).catch(() => undefined)
  const file = new File([...packing.parts, ...packing.zip.end()], fileName(as.now, count), { type: 'application/zip' })
  return { file, count, photos }
}

async function sealerFor(db: PhoneDatabase): Promise<Sealer> {
  const key = await fact(db, 'export_key')
  if (key === undefined) throw new ExportRefused('no-key')
  if (!('subtle' in crypto)) throw new ExportRefused('no-crypto')
  return createSealer(key)
}

function put({ zip, parts }: Packing, name: string, bytes: Uint8Array<ArrayBuffer>): void {
  parts.push(new Blob(zip.entry({ name, bytes })))
}

async function putReport(packing: Packing, id: string): Promise<void> {
  const row = await packing.db.outbox.get(id)
  if (row === undefined) return
  const number = nextNumber(packing)
  put(packing, `${number}-${id}.report`, await packing.sealer.seal(`report:${id}`, row.bytes))
  const waiting = Array.isArray(row.photos) ? row.photos.filter((photo) => !photo.arrived) : []
  for (const { photo_id } of waiting) await putPhoto(packing, `${number}-${id}`, await soundPhoto(packing.db, photo_id))
}

async function putDraft(packing: Packing, id: string): Promise<void> {
  const draft = await packing.db.drafts.get(id)
  if (draft === undefined || isUntouched(draft)) return
  const number = nextNumber(packing)
  put(packing, `draft-${id}.draft`, await packing.sealer.seal(`draft:${id}`, new TextEncoder().encode(JSON.stringify(draft))))
  for (const photo of draft.photos) {
    await putPhoto(packing, `${number}-${id}`, await soundPhoto(packing.db, photo.twin?.photo_id ?? photo.photo_id))
  }
}

function isUntouched(draft: { photos: unknown[]; category: unknown; note: string }): boolean {
  return draft.photos.length === 0 && draft.category === null && draft.note === ''
}

/** Bytes that are gone or rotten stay out: under their hash no server would take them. */
async function putPhoto(packing: Packing, prefix: string, photo: PhotoRow | undefined): Promise<void> {
  if (photo === undefined) return
  put(packing, `${prefix}-${photo.sha256}.photo`, await packing.sealer.seal(`photo:${photo.sha256}`, photo.bytes))
  packing.photos += 1
}

function nextNumber(packing: Packing): string {
  packing.serial += 1
  return String(packing.serial).padStart(4, '0')
}

/** By the clock the person sees. */
export function fileName(now: number, count: number): string {
  const at = new Date(now)
  const fields = [at.getMonth() + 1, at.getDate(), at.getHours(), at.getMinutes()].map((value) => String(value).padStart(2, '0'))
  return `xunjie-${at.getFullYear()}-${fields.join('-')}-${count}.zip`
}
