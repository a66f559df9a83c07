/**
 * Pulls what the work on cases needs onto the phone: tasks, what is open around, the city's working time, and small pictures
 * of what is to be done, so that all of it is there without signal. What a server does not have, or this person may not
 * read, is no trouble: sending and the mirror of reports never wait for it.
 */
import type { Loop } from '@/api/loop'
import type { OwnComplaintsApi } from '@/api/own-complaints'
import type { PapersApi } from '@/api/papers'
import type { PledgeKitApi } from '@/api/pledges'
import { Failure } from '@/domain/problem'
import type { PhoneDatabase } from '@/storage/database'
import { fact, setFact } from '@/storage/facts'
import { keepThumb, replaceNearby, replaceTasks, thumbsToFetch } from '@/storage/tasks'
import { StorageTrouble } from '@/storage/trouble'

import { sendComplaints } from './complaints'
import { pullKitIfOld } from './papers'
import { pullPledgeKitIfWanted } from './pledges'

/** On a thin road the words of all tasks come before the pictures of any. */
const THUMBS_AT_ONCE = 30
/** Holidays are moved some times a year. */
const TIMES_GOOD_FOR_MS = 12 * 3600_000

/** Rejects only with a Failure that says that a login is needed. */
export async function pullWork(db: PhoneDatabase, city: Loop & PapersApi & PledgeKitApi & OwnComplaintsApi, now: number): Promise<void> {
  const person = await fact(db, 'person')
  if (person === undefined) return
  await quietly(async () => replaceTasks(db, await city.tasks(), person.id))
  await quietly(async () => pullTimes(db, city, now))
  await quietly(async () => pullNearby(db, city, person.id))
  await quietly(async () => sendComplaints(db, city))
  await quietly(async () => pullKitIfOld(db, city, now))
  await quietly(async () => pullPledgeKitIfWanted(db, city, now))
  await quietly(async () => pullThumbs(db, city))
}

async function pullNearby(db: PhoneDatabase, city: Loop, personId: string): Promise<void> {
  const fresh = await city.around((await fact(db, 'nearby_etag')) ?? null)
  if (fresh !== null) await replaceNearby(db, fresh.cases, fresh.etag, personId)
}

async function pullTimes(db: PhoneDatabase, city: Loop, now: number): Promise<void> {
  const here = await fact(db, 'working_times')
  if (here && now - here.fetched_at < TIMES_GOOD_FOR_MS) return
  await setFact(db, 'working_times', { ...(await city.workingTimes()), fetched_at: now })
}

async function pullThumbs(db: PhoneDatabase, city: Loop): Promise<void> {
  for (const sha256 of (await thumbsToFetch(db)).slice(0, THUMBS_AT_ONCE)) {
    const picture = await city.thumb(sha256)
    if (picture && !(await keepThumb(db, { sha256, ...picture }))) return
  }
}

/** A full phone goes on with what it has. */
async function quietly(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    const known = error instanceof Failure || (error instanceof StorageTrouble && error.trouble === 'full')
    if (!known || (error instanceof Failure && error.status === 401)) throw error
  }
}
