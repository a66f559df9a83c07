/**
 * Cases this person is to act on, what is open around them, and small pictures of the former: server-owned like the
 * mirror, so any of it may be thrown away and read again.
 */
import type { NearbyCase } from '@/domain/duplicates'
import { beforePicture, byPress, picturesOf, taskKind, type TaskCase } from '@/domain/tasks'

import type { PhoneDatabase, ThumbRow } from './database'
import { factIn } from './facts'
import { readTx, saveTx } from './saveTx'

/** Before and after of some hundred tasks at 25 kB. */
export const MOST_THUMBS = 240
export const MOST_THUMB_BYTES = 8 * 1024 * 1024

/** What is asked of the person, the most pressing first. For a query that is followed. */
export async function tasksIn(db: PhoneDatabase): Promise<TaskCase[]> {
  return (await db.cases.toArray()).filter((task) => taskKind(task) !== null).sort(byPress)
}

/** Also one that asks nothing more, while it lies here. */
export function taskIn(db: PhoneDatabase, caseNo: string): Promise<TaskCase | undefined> {
  return db.cases.get(caseNo)
}

/** Replaces all tasks; nothing when the phone changed hands since `personId` was asked for. */
export async function replaceTasks(db: PhoneDatabase, tasks: TaskCase[], personId: string): Promise<void> {
  await saveTx(db, [db.cases, db.facts], async () => {
    if ((await factIn(db, 'person'))?.id !== personId) return
    await db.cases.clear()
    await db.cases.bulkPut(tasks)
  })
}

/** One case as the server answered to a move of this person. */
export async function putTask(db: PhoneDatabase, task: TaskCase): Promise<void> {
  await saveTx(db, [db.cases], () => db.cases.put(task))
}

/** `etag` is the list's name, so that an unchanged one is not fetched again. */
export async function replaceNearby(db: PhoneDatabase, cases: NearbyCase[], etag: string | null, personId: string): Promise<void> {
  await saveTx(db, [db.nearby, db.facts], async () => {
    if ((await factIn(db, 'person'))?.id !== personId) return
    await db.nearby.clear()
    await db.nearby.bulkPut(cases)
    if (etag === null) await db.facts.delete('nearby_etag')
    else await db.facts.put({ key: 'nearby_etag', value: etag })
  })
}

/** A picture of a case that this person has seen: of their own report, or of a task; null without one. */
export async function pictureOfCase(db: PhoneDatabase, caseNo: string): Promise<string | null> {
  const task = await readTx(db, () => db.cases.get(caseNo))
  if (task) return beforePicture(task)?.sha256 ?? null
  const own = await readTx(db, () => db.reports.filter(({ case_no }) => case_no === caseNo).first())
  return own?.photos.find(({ stored, decodable, clip }) => stored && decodable !== false && !clip)?.sha256 ?? null
}

export function nearbyCases(db: PhoneDatabase): Promise<NearbyCase[]> {
  return readTx(db, () => db.nearby.toArray())
}

/** Hashes of pictures that tasks want and this phone lacks, the most pressing task's first; those no task wants go. */
export async function thumbsToFetch(db: PhoneDatabase): Promise<string[]> {
  const tasks = await readTx(db, () => tasksIn(db))
  const wanted = [...new Set(tasks.flatMap(picturesOf))].slice(0, MOST_THUMBS)
  const here = new Set((await readTx(db, () => db.thumbs.toCollection().primaryKeys())))
  const stale = [...here].filter((sha256) => !wanted.includes(sha256))
  if (stale.length > 0) await saveTx(db, [db.thumbs], () => db.thumbs.bulkDelete(stale))
  return wanted.filter((sha256) => !here.has(sha256))
}

/** False, with nothing kept, when pictures already take the room they may. */
export async function keepThumb(db: PhoneDatabase, row: ThumbRow): Promise<boolean> {
  return saveTx(db, [db.thumbs], async () => {
    let bytes = row.bytes.byteLength
    await db.thumbs.each((one) => void (bytes += one.bytes.byteLength))
    if (bytes > MOST_THUMB_BYTES) return false
    await db.thumbs.put(row)
    return true
  })
}

/** For a query that is followed; null while it is not here. */
export async function thumbIn(db: PhoneDatabase, sha256: string): Promise<Blob | null> {
  const row = await db.thumbs.get(sha256)
  return row === undefined ? null : new Blob([row.bytes], { type: row.mime })
}
