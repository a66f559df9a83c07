import { beforeEach, describe, expect, it, vi } from 'vitest'

import { Failure } from '@/domain/problem'
import type { TaskCase } from '@/domain/tasks'
import { freshDatabase, NOW } from '@/storage/bench.testing'
import type { PhoneDatabase } from '@/storage/database'
import { fact } from '@/storage/facts'
import { rememberPerson } from '@/storage/mirror'
import { MOST_THUMB_BYTES, nearbyCases, tasksIn, thumbIn } from '@/storage/tasks'

import { City } from './city.testing'
import { pullChanges } from './pull'
import { pullWork } from './work'

let db: PhoneDatabase
let city: City
const person = (id: string) => ({ id, username: id, name: id, roles: ['patrol'], scope: { segments: [], cells: [], units: [] } }) as never
const photo = (sha256: string, role: string) => ({ sha256, role, stored: true, decodable: true })
const task = (case_no: string, more: Partial<TaskCase> = {}) =>
  ({
    case_no, state: 'checking', rev: 1, category: {}, moves: [{ verb: 'check-pass', needs: [] }], events: [],
    evidence: [{ report_id: 'r', what: 'opened', by: null, at: '', note: null, photos: [photo(`b-${case_no}`, 'scene')] }, { report_id: 's', what: 'handled', by: null, at: '', note: null, photos: [photo(`a-${case_no}`, 'after')] }],
    ...more,
  }) as unknown as TaskCase
const bytes = (size: number) => new ArrayBuffer(size)
const near = { case_no: 'n', state: 'filed', category: 'x', lon: 1, lat: 2, since: '2026-11-20T08:00:00Z' }

beforeEach(async () => {
  db = await freshDatabase()
  city = new City()
  city.work = { tasks: [task('1'), task('2')], around: [near], times: { plans: [], calendar: { days_off: [], made_up: [] } }, thumbs: new Map() }
  await rememberPerson(db, person('p'))
})

describe('the work on cases', () => {
  it('is on the phone with its pictures, so that it can be done without signal', async () => {
    for (const sha256 of ['b-1', 'a-1', 'b-2', 'a-2']) city.work?.thumbs.set(sha256, bytes(10))
    await pullWork(db, city, NOW)
    expect((await tasksIn(db)).map(({ case_no }) => case_no)).toEqual(['1', '2'])
    expect((await thumbIn(db, 'a-2'))?.size).toBe(10)
    expect([(await nearbyCases(db)).length, (await fact(db, 'working_times'))?.fetched_at]).toEqual([1, NOW])
  })

  it('is not fetched again where nothing has changed, and pictures of what is over go', async () => {
    city.work?.thumbs.set('b-1', bytes(10))
    await pullWork(db, city, NOW)
    city.askedOfWork.length = 0
    city.work!.tasks = [task('2')]
    await pullWork(db, city, NOW + 60_000)
    expect(city.askedOfWork).toEqual(['tasks', 'around n1', 'thumb b-2', 'thumb a-2'])
    expect([(await nearbyCases(db)).length, await thumbIn(db, 'b-1')]).toEqual([1, null])
  })

  it('keeps the most pressing pictures when there is no room for all', async () => {
    city.work!.tasks = [task('1'), task('2', { urgent: true })]
    for (const sha256 of ['b-1', 'a-1', 'b-2', 'a-2']) city.work?.thumbs.set(sha256, bytes(MOST_THUMB_BYTES / 2))
    await pullWork(db, city, NOW)
    expect((await db.thumbs.toCollection().primaryKeys()).sort()).toEqual(['a-2', 'b-2'])
  })

  it('keeps nobody from sending where a server does not know it; only a login that ended is news', async () => {
    city.work = null
    await pullWork(db, city, NOW)
    expect(await tasksIn(db)).toEqual([])
    city.failure = new Failure('not-signed-in', 401)
    await expect(pullWork(db, city, NOW)).rejects.toThrow(Failure)
  })

  it('of another person goes with that person, and an answer meant for them is not kept', async () => {
    await pullWork(db, city, NOW)
    const late = vi.spyOn(city, 'tasks').mockImplementation(async () => {
      await rememberPerson(db, person('q'))
      return [task('1')]
    })
    await pullWork(db, city, NOW)
    expect(late).toHaveBeenCalledOnce()
    expect([await tasksIn(db), await db.thumbs.count()]).toEqual([[], 0])
  })
})

describe('the change feed', () => {
  const change = (seq: number, id: string, body: unknown, op: 'put' | 'scope_out' = 'put') => ({ seq, type: 'case', id, rev: seq, op, body })

  it('brings tasks, takes away what asks nothing more, and says that more is to be read', async () => {
    city.pages.set(null, { changes: [change(1, '1', task('1')), change(2, '2', task('2'))], cursor: 'c1', has_more: false })
    expect(await pullChanges(db, city)).toEqual({ pack: true, work: true })
    city.pages.set('c1', { changes: [change(3, '1', task('1', { state: 'checked', moves: [] })), change(4, '2', null, 'scope_out')], cursor: 'c2', has_more: false })
    expect(await pullChanges(db, city)).toEqual({ pack: false, work: true })
    expect(await db.cases.count()).toBe(0)
  })
})
