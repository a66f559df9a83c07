/**
 * Photo bytes in and out of the table, in the form this browser keeps. WebKit has refused Blobs in some releases and
 * given back null for them in others; which form works is found out by writing, reading and hashing, not by name.
 */
import { sha256 } from '@/domain/digest'

import type { PhoneDatabase, PhotoForm, PhotoRow, StoredPhoto } from './database'
import { fact, setFact } from './facts'
import { saveTx } from './saveTx'
import { isFormRefused, StorageTrouble } from './trouble'

const OTHER: Record<PhotoForm, PhotoForm> = { buffer: 'blob', blob: 'buffer' }

/** The row as it is put. */
export function storedPhoto(row: PhotoRow, form: PhotoForm): StoredPhoto {
  return form === 'buffer' ? row : { ...row, bytes: new Blob([row.bytes], { type: row.mime }) }
}

/** The row with its bytes at hand; undefined when it or its bytes are gone. */
export async function photoRow(stored: StoredPhoto | undefined): Promise<PhotoRow | undefined> {
  if (stored === undefined) return undefined
  if (stored.bytes instanceof ArrayBuffer) return { ...stored, bytes: stored.bytes }
  // A Blob whose file is gone rejects, or is null altogether.
  const bytes = stored.bytes instanceof Blob ? await stored.bytes.arrayBuffer().catch(() => undefined) : undefined
  return bytes === undefined ? undefined : { ...stored, bytes }
}

export async function readPhoto(db: PhoneDatabase, photoId: string): Promise<PhotoRow | undefined> {
  return photoRow(await db.photos.get(photoId))
}

/** The bytes of a photo when they still have their hash, else undefined. */
export async function soundPhoto(db: PhoneDatabase, photoId: string): Promise<PhotoRow | undefined> {
  const row = await readPhoto(db, photoId)
  return row !== undefined && (await sha256(row.bytes)) === row.sha256 ? row : undefined
}

/** Runs a write that puts photos; where the browser refuses their form, once more in the other, which is remembered. */
export async function inEitherForm<T>(db: PhoneDatabase, write: (form: PhotoForm) => Promise<T>): Promise<T> {
  try {
    return await write(db.photoForm)
  } catch (error) {
    if (!isFormRefused(error)) throw error
    const other = OTHER[db.photoForm]
    const result = await write(other)
    db.photoForm = other
    await setFact(db, 'photo_form', other)
    return result
  }
}

/** At start: the form that worked last time. */
export async function rememberedForm(db: PhoneDatabase): Promise<void> {
  db.photoForm = (await fact(db, 'photo_form')) ?? 'buffer'
}

/** Reads a photo back and hashes it. Rejects with trouble `lost` when this browser does not keep what it took. */
export async function proveKept(db: PhoneDatabase, row: PhotoRow): Promise<void> {
  if ((await soundPhoto(db, row.id)) === undefined) throw new StorageTrouble('lost')
}

/** As `proveKept`; a photo that was not kept is put once more in the other form before giving up. */
export async function proveOrSwitch(db: PhoneDatabase, row: PhotoRow): Promise<void> {
  if ((await soundPhoto(db, row.id)) !== undefined) return
  const other = OTHER[db.photoForm]
  await saveTx(db, [db.photos], () => db.photos.put(storedPhoto(row, other)))
  await proveKept(db, row)
  db.photoForm = other
  await setFact(db, 'photo_form', other)
}
