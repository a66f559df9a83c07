/**
 * Sends photos: two on the road at most, read and checked one after the other, smallest first.
 * Bytes that no longer match the hash taken at capture are never sent.
 */
import { judgePhoto } from './classify'
import { confirmRow, failRow } from './exchange'
import { missingPhotos, type PhotoJob } from './next'
import { noteSuccess, type Pass } from './pass'

/** More would only share the same thin pipe and fill the memory of a cheap phone. */
const LANES = 2

interface Loaded {
  bytes: ArrayBuffer
  mime: string
}

/** Uploads every job, confirming each row as soon as its last photo went. */
export async function uploadPhotos(pass: Pass, jobs: PhotoJob[]): Promise<void> {
  const load = oneAtATime((job: PhotoJob) => loadSound(pass, job))
  const waiting = [...jobs]
  const lane = async () => {
    for (let job = waiting.shift(); job !== undefined && pass.stop === null; job = waiting.shift()) {
      await uploadOne(pass, job, load)
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
}

async function uploadOne(pass: Pass, job: PhotoJob, load: (job: PhotoJob) => Promise<Loaded | null>): Promise<void> {
  const { courier, onSending } = pass.ports
  const loaded = await load(job)
  if (loaded === null) {
    await mark(pass, job, { damaged: true })
    return confirmWhenComplete(pass, job.row_id)
  }
  onSending?.(job.row_id, job.photo.sha256, true)
  const outcome = judgePhoto(await courier.putPhoto(job.photo.sha256, loaded.bytes, loaded.mime))
  onSending?.(job.row_id, job.photo.sha256, false)
  if (outcome.is !== 'stored') return failRow(pass, job.row_id, outcome)
  noteSuccess(pass)
  await mark(pass, job, { arrived: true })
  await confirmWhenComplete(pass, job.row_id)
}

/** The bytes when they are there and still have their hash; null when damaged. */
async function loadSound(pass: Pass, job: PhotoJob): Promise<Loaded | null> {
  const stored = await pass.ports.rows.photo(job.photo.photo_id)
  if (stored === undefined) return null
  return (await pass.ports.digest(stored.bytes)) === job.photo.sha256 ? stored : null
}

function mark(pass: Pass, job: PhotoJob, change: { arrived: true } | { damaged: true }): Promise<void> {
  return pass.ports.rows.update(job.row_id, (row) => ({
    photos: row.photos.map((photo) => (photo.photo_id === job.photo.photo_id ? { ...photo, ...change } : photo)),
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
