/**
 * Sends photos: two on the road at most, read and checked one after the other, smallest first.
 * Bytes that no longer match the hash taken at capture are never sent.
 */
import { judgePhoto } from './classify'
import { confirmRow, failRow } from './exchange'
import { missingPhotos, type PhotoJob } from './next'
import { guarded, noteSuccess, type Pass } from './pass'
import type { RowPhoto } from './types'

/** More would only share the same thin pipe and fill the memory of a cheap phone. */
const LANES = 2
/** So often the server may read other bytes than were sent before the photo counts as damaged. */
const MISMATCHES = 3

type Loaded = { is: 'sound'; bytes: ArrayBuffer; mime: string } | { is: 'changed' } | { is: 'gone' }
type Load = (job: PhotoJob) => Promise<Loaded>

/**
 * Uploads every job, confirming each row as soon as its last photo went; stops between two photos for a new text.
 * However often it is interrupted, one photo goes in each pass: whoever taps without end keeps nothing from moving.
 */
export async function uploadPhotos(pass: Pass, jobs: PhotoJob[]): Promise<void> {
  const load = oneAtATime((job: PhotoJob) => loadSound(pass, job))
  const waiting = [...jobs]
  const isOpen = (begun: boolean) => pass.stop === null && !(begun && pass.options.interrupted?.() === true)
  const lane = async (begun: boolean) => {
    for (let job = waiting.shift(); job !== undefined && isOpen(begun); job = waiting.shift()) {
      const next = job
      begun = true
      await guarded(pass, () => uploadOne(pass, next, load))
    }
  }
  await Promise.all(Array.from({ length: LANES }, (_, place) => lane(place > 0)))
}

async function uploadOne(pass: Pass, job: PhotoJob, load: Load): Promise<void> {
  const loaded = await load(job)
  if (loaded.is !== 'sound') return giveUp(pass, job, loaded.is === 'gone')
  const outcome = await put(pass, job, loaded.bytes, loaded.mime)
  if (outcome.is === 'heal' && outcome.digest && (await countMismatch(pass, job))) return giveUp(pass, job, false)
  if (outcome.is !== 'stored') return failRow(pass, job.row_id, outcome)
  noteSuccess(pass)
  await mark(pass, job, { arrived: true })
  await confirmWhenComplete(pass, job.row_id)
}

async function put(pass: Pass, { row_id, photo: { sha256 } }: PhotoJob, bytes: ArrayBuffer, mime: string) {
  const { courier, onSending, onProgress } = pass.ports
  onSending?.(row_id, sha256, true)
  try {
    return judgePhoto(await courier.putPhoto(sha256, bytes, mime, (share) => onProgress?.(row_id, sha256, share)))
  } finally {
    onSending?.(row_id, sha256, false)
  }
}

/** The bytes when they are there and still have their hash. */
async function loadSound(pass: Pass, job: PhotoJob): Promise<Loaded> {
  const stored = await pass.ports.rows.photo(job.photo.photo_id)
  if (stored === undefined) return { is: 'gone' }
  const sound = (await pass.ports.digest(stored.bytes)) === job.photo.sha256
  return sound ? { is: 'sound', ...stored } : { is: 'changed' }
}

/** The report goes on without this photo. */
async function giveUp(pass: Pass, job: PhotoJob, gone: boolean): Promise<void> {
  await mark(pass, job, { damaged: true, gone })
  await confirmWhenComplete(pass, job.row_id)
}

/** True when the server has read other bytes too often. */
async function countMismatch(pass: Pass, job: PhotoJob): Promise<boolean> {
  await change(pass, job, (photo) => ({ mismatches: (photo.mismatches ?? 0) + 1 }))
  const row = await pass.ports.rows.get(job.row_id)
  const photo = row?.photos.find(({ photo_id }) => photo_id === job.photo.photo_id)
  return (photo?.mismatches ?? 0) >= MISMATCHES
}

function mark(pass: Pass, job: PhotoJob, fields: Partial<RowPhoto>): Promise<void> {
  return change(pass, job, () => fields)
}

function change(pass: Pass, job: PhotoJob, fields: (photo: RowPhoto) => Partial<RowPhoto>): Promise<void> {
  return pass.ports.rows.update(job.row_id, (row) => ({
    photos: row.photos.map((photo) => (photo.photo_id === job.photo.photo_id ? { ...photo, ...fields(photo) } : photo)),
  }))
}

async function confirmWhenComplete(pass: Pass, id: string): Promise<void> {
  const row = await pass.ports.rows.get(id)
  if (row?.phase === 'waiting' && !pass.failed.has(id) && missingPhotos(row).length === 0) await confirmRow(pass, id)
}

/** Calls run one after the other, in order. */
function oneAtATime<A, R>(work: (arg: A) => Promise<R>): (arg: A) => Promise<R> {
  let last: Promise<unknown> = Promise.resolve()
  return (arg) => {
    const next = last.then(() => work(arg))
    last = next.catch(() => undefined)
    return next
  }
}
