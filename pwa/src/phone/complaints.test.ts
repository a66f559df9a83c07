import { beforeEach, describe, expect, it } from 'vitest'

import type { Http } from '@/api/http'
import { Failure } from '@/domain/problem'
import { freshDatabase, NOW } from '@/storage/bench.testing'
import type { PhoneDatabase } from '@/storage/database'
import { waitingComplaints } from '@/storage/complaints'
import { rememberPerson } from '@/storage/mirror'

import { createComplaints } from './complaints'

let db: PhoneDatabase
let refusing: Failure | null
const filed: unknown[] = []
const person = (id: string) => ({ id, username: id, name: id, roles: ['patrol'], scope: { segments: [], cells: [], units: [] } }) as never
const http = {
  async json({ path, json }: { path: string; json?: unknown }) {
    if (refusing) throw refusing
    if (path === '/complaints') filed.push(json)
    return { items: [] }
  },
} as unknown as Http
const words = { kind: 'complaint', text: 'Wrong number on the notice', case_no: '41', place: '' }
let serial = 0
const phone = () => createComplaints({ db, now: () => NOW, newId: () => `id${(serial += 1)}` }, http)

beforeEach(async () => {
  db = await freshDatabase()
  refusing = null
  filed.length = 0
  await rememberPerson(db, person('p1'))
})

describe('a complaint', () => {
  it('goes at once where there is signal', async () => {
    expect(await phone().say(words)).toBe('sent')
    expect([filed.length, await waitingComplaints(db)]).toEqual([1, []])
  })

  it('waits on the phone without signal, through a change of hands, and goes once under one name', async () => {
    refusing = new Failure('no-network')
    expect(await phone().say(words)).toBe('kept')
    await rememberPerson(db, person('p2'))
    expect(await waitingComplaints(db)).toEqual([])
    refusing = null
    await phone().list()
    expect(filed).toEqual([])
    await rememberPerson(db, person('p1'))
    await phone().list()
    await phone().list()
    expect(filed).toEqual([{ ...words, id: expect.any(String) }])
  })

  it('that is refused for its words stays to be read and is not sent again and again', async () => {
    refusing = new Failure('invalid-body', 422)
    expect(await phone().say(words)).toBe('kept')
    const [one] = await waitingComplaints(db)
    expect(one?.refused).toBe('invalid-body')
    refusing = null
    await phone().list()
    expect(filed).toEqual([])
    await phone().drop(one?.id ?? '')
    expect(await waitingComplaints(db)).toEqual([])
  })
})
