/**
 * Finds out whether this browser really keeps what it is given: by writing, not by asking for an estimate, which
 * is wrong by gigabytes on a full disk.
 */
import { sha256 } from '@/domain/digest'

import type { PhoneDatabase } from './database'
import { inEitherForm, proveOrSwitch, storedPhoto } from './photoRows'
import { LIMITS, saveTx } from './saveTx'

/** Room for one report with its originals. */
export const TRIAL_BYTES = 5 * 1024 * 1024
const TRIAL_ID = 'trial'
const FOR_TRIAL = { ...LIMITS, frees: 'trial' as const }

const running = new WeakMap<PhoneDatabase, Promise<void>>()

/**
 * Writes, reads back and deletes `size` bytes. Rejects with StorageTrouble when any of it fails. Who asks meanwhile
 * gets the same answer: two trials at once would read each other's bytes.
 */
export function tryWriting(db: PhoneDatabase, now: number, size = TRIAL_BYTES): Promise<void> {
  const trial = running.get(db) ?? writeOnce(db, now, size).finally(() => running.delete(db))
  running.set(db, trial)
  return trial
}

async function writeOnce(db: PhoneDatabase, now: number, size: number): Promise<void> {
  const bytes = randomBytes(size)
  const row = { id: TRIAL_ID, owner_id: TRIAL_ID, sha256: await sha256(bytes), bytes, mime: '', saved_at: now }
  try {
    await inEitherForm(db, (form) => saveTx(db, [db.photos], () => db.photos.put(storedPhoto(row, form)), FOR_TRIAL))
    await proveOrSwitch(db, row)
  } finally {
    await saveTx(db, [db.photos], () => db.photos.delete(TRIAL_ID)).catch(() => undefined)
  }
}

/** Random, so that no disk compresses it away; getRandomValues gives 64 KiB at once. */
function randomBytes(size: number): ArrayBuffer {
  const bytes = new Uint8Array(size)
  const seed = crypto.getRandomValues(new Uint8Array(Math.min(size, 65_536)))
  for (let at = 0; at < size; at += seed.length) bytes.set(seed.subarray(0, Math.min(seed.length, size - at)), at)
  return bytes.buffer
}
