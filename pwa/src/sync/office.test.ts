import { beforeEach, describe, expect, it } from 'vitest'

import type { PaperKit } from '@/domain/paper'
import { freshDatabase, NOW } from '@/storage/bench.testing'
import { keepComplaint, waitingComplaints } from '@/storage/complaints'
import type { PhoneDatabase } from '@/storage/database'
import { rememberPerson } from '@/storage/mirror'
import { keepKit, kitIn } from '@/storage/papers'
import { pledgeKitIn } from '@/storage/pledges'

import { City, KIT } from './city.testing'
import { pullWork } from './work'

let db: PhoneDatabase
let city: City
const HOUR = 3600_000
const person = (permissions: string[]) => ({ id: 'p', username: 'p', name: 'p', roles: ['patrol'], scope: { segments: [], cells: [], units: [] }, permissions })
const texts = { head_lines: [], opening: '', phrases: [], closing: '', rights: '', contact: '' }
const kit = (left: number[]): PaperKit => ({
  ...KIT,
  templates: [{ id: 7, unit_code: 'east', issuer: '', officer: '', texts, authorised: ['a'], block: { id: 'b1', form: '{n}', left, ends_at: '2999-01-01T00:00:00Z' } }],
})
const asked = () => city.askedOfWork.filter((what) => what.startsWith('kit'))

beforeEach(async () => {
  db = await freshDatabase()
  city = new City()
  city.work = { tasks: [], around: [], times: { plans: [], calendar: { days_off: [], made_up: [] } }, thumbs: new Map() }
  await rememberPerson(db, person(['hand-out-notices']))
})

describe('what papers need', () => {
  it('comes along for who may give them out, without numbers until somebody does', async () => {
    await pullWork(db, city, NOW)
    await pullWork(db, city, NOW + HOUR)
    await pullWork(db, city, NOW + 7 * HOUR)
    expect(asked()).toEqual(['kit false ', 'kit false '])
    expect(await kitIn(db)).toMatchObject({ fetched_at: NOW + 7 * HOUR, person_id: 'p' })
  })

  it('does not for anybody else', async () => {
    await rememberPerson(db, person([]))
    await pullWork(db, city, NOW)
    expect([asked(), await kitIn(db)]).toEqual([[], null])
  })

  it('is asked for again, with the block that is here, as soon as numbers run out', async () => {
    await keepKit(db, kit([1, 2, 3]), 'p', NOW)
    await pullWork(db, city, NOW + HOUR)
    expect(asked()).toEqual([])
    await keepKit(db, kit([2, 3]), 'p', NOW)
    city.kit = kit([4, 5, 6])
    await pullWork(db, city, NOW + HOUR)
    expect(asked()).toEqual(['kit true b1'])
    expect((await kitIn(db))?.templates[0]?.block?.left).toEqual([4, 5, 6])
  })
})

describe('what pledges need', () => {
  const pledges = () => city.askedOfWork.filter((what) => what.startsWith('pledges'))
  it('comes along for who has them signed, and an unchanged kit is not sent again', async () => {
    await rememberPerson(db, person(['sign-pledges']))
    city.pledges = { schemes: [], streets: {}, shops: { s1: { standing: 'active', resign_by: null, refused: false, scheme: null, breaches_open: 0, breaches_this_year: 0 } } }
    await pullWork(db, city, NOW)
    await pullWork(db, city, NOW + HOUR)
    expect(pledges()).toEqual(['pledges null', 'pledges k1'])
    expect(await pledgeKitIn(db)).toMatchObject({ shops: { s1: { standing: 'active' } }, fetched_at: NOW + HOUR, person_id: 'p' })
  })

  it('does not for anybody else', async () => {
    await pullWork(db, city, NOW)
    expect(pledges()).toEqual([])
  })
})

describe('what a person had to say without signal', () => {
  it('goes with the next contact, once', async () => {
    await keepComplaint(db, { id: 'c1', person_id: 'p', kind: 'complaint', text: 'x', case_no: '', place: '', at: '' })
    await pullWork(db, city, NOW)
    await pullWork(db, city, NOW)
    expect(city.complaints).toEqual([{ id: 'c1', kind: 'complaint', text: 'x', case_no: '', place: '' }])
    expect(await waitingComplaints(db)).toEqual([])
  })
})
