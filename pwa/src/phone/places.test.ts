import { beforeEach, describe, expect, it } from 'vitest'

import { receivedPack } from '@/domain/packs.testing'
import { Failure } from '@/domain/problem'
import { freshDatabase, NOW } from '@/storage/bench.testing'
import type { PhoneDatabase } from '@/storage/database'
import { rememberPerson } from '@/storage/mirror'
import { packHead, swapPack } from '@/storage/packs'
import { City } from '@/sync/city.testing'

import type { Parts } from './parts'
import type { Asked, Told } from './placer'
import { createPlaces } from './places'
import { answeringFrom, type Answering } from './placing'

const HERE = { lon: 113.702, lat: 34.7001, accuracy_m: 5, datum: 'wgs84' } as const
let db: PhoneDatabase
let city: City

beforeEach(async () => {
  db = await freshDatabase()
  city = new City()
})

const places = (startWorker?: () => Worker) => createPlaces({ db, city, now: () => NOW } as unknown as Parts, startWorker)

/** A worker of this thread: what goes in and out is copied as the real one's is. `fails` says at which message it breaks. */
class NearWorker extends EventTarget {
  static started = 0
  static ended = 0
  static own: string[][] = []
  static headings: unknown[] = []
  private answering: Promise<Answering | null> = Promise.resolve(null)
  private messages = 0

  constructor(private readonly fails: number = Infinity) {
    super()
    NearWorker.started += 1
  }
  postMessage(message: Asked): void {
    const asked = structuredClone(message)
    if ((this.messages += 1) >= this.fails) return void queueMicrotask(() => this.dispatchEvent(new Event('error')))
    if ('open' in asked) this.answering = answeringFrom(asked.open)
    else {
      NearWorker.own.push(asked.own)
      NearWorker.headings.push(asked.at.heading)
    }
    void this.answering.then((answer) => {
      const told: Told =
        'open' in asked ? { id: asked.id, opened: answer !== null } : { id: asked.id, placement: answer && answer(asked.at, asked.own) }
      this.dispatchEvent(Object.assign(new Event('message'), { data: structuredClone(told) }))
    })
  }
  terminate(): void {
    NearWorker.ended += 1
  }
}
const near = (fails?: number) => () => new NearWorker(fails) as unknown as Worker

describe('a place on this phone', () => {
  beforeEach(() => {
    NearWorker.started = NearWorker.ended = 0
    NearWorker.own = []
    NearWorker.headings = []
  })

  it('is nothing without a pack, and known as soon as there is one', async () => {
    const here = places()
    expect([await here.place(HERE), await here.pack()]).toEqual([null, null])
    await here.refresh()
    expect(await here.place(HERE)).toMatchObject({ status: 'inside', segment: { code: 'S1', name: 'Elm' }, cell: { code: 'C1' } })
    expect((await here.pack())?.segments).toMatchObject([{ code: 'S1', name: 'Elm', depth_m: 15 }])
  })

  it('takes along the heading at the shutter, and one that may err by too much only as a record', async () => {
    const here = places(near())
    await here.refresh()
    const answers = []
    for (const accuracy_deg of [4, 31]) {
      const reactive = new Proxy({ deg: 0, accuracy_deg, source: 'compass' } as const, {})
      answers.push(await here.place({ ...HERE, heading: reactive }))
    }
    expect(answers).toEqual([await here.place(HERE), await here.place(HERE)])
    expect(NearWorker.headings).toEqual([{ deg: 0, accuracy_deg: 4, source: 'compass' }, { deg: 0, accuracy_deg: 31, source: 'compass' }, null, null])
  })

  it('is the same from the worker, from a page without one, and after a worker broke', async () => {
    await swapPack(db, receivedPack('v1'), NOW)
    const expected = await places().place(HERE)
    const refused = () => {
      throw new Error('no workers here')
    }
    for (const start of [near(), near(1), near(2), refused]) {
      const here = places(start)
      expect([await here.place(HERE), await here.place(HERE)]).toEqual([expected, expected])
    }
    expect(NearWorker.started).toBe(3)
  })

  it('is answered by one worker for one pack, and by a new one for the next', async () => {
    await swapPack(db, receivedPack('v1'), NOW)
    const here = places(near())
    await Promise.all([here.place(HERE), here.place(HERE)])
    expect([NearWorker.started, NearWorker.ended]).toEqual([1, 0])
    await swapPack(db, receivedPack('v1', { shops: [{ id: 's', name: 'Inn', door: null, point: [113.7, 34.7], status: 'open' }] }), NOW)
    await here.place(HERE)
    expect([NearWorker.started, NearWorker.ended]).toEqual([2, 1])
    expect((await here.pack())?.shops).toHaveLength(1)
  })

  it('asks with the segments of the person who is signed in', async () => {
    await swapPack(db, receivedPack('v1'), NOW)
    await rememberPerson(db, { id: 'p', username: 'p', name: 'P', roles: ['patrol'], scope: { segments: ['S1'], cells: [], units: [] } })
    await places(near()).place(HERE)
    expect(NearWorker.own).toEqual([['S1']])
  })

  it.each([
    ['the worker', () => places(near())],
    ['the page', () => places()],
  ])('is not computed by %s from a pack that rotted on the disk; the next contact fetches it anew', async (_who, open) => {
    await swapPack(db, receivedPack('v1', {}, 'v1'), NOW)
    const body = await db.packs.get('body')
    if (body?.slot !== 'body') throw new Error('no body')
    await db.packs.put({ ...body, json: body.json.replace('347000000', '347000001') })
    const here = open()
    expect(await here.place(HERE)).toBeNull()
    expect(await packHead(db)).toBeUndefined()
    await here.refresh()
    expect(await here.place(HERE)).toMatchObject({ segment: { code: 'S1' } })
  })

  it('is computed from the pack of an older app until a new one is there', async () => {
    const { pack } = receivedPack('v0')
    await db.packs.put({ slot: 'current', pack: { ...pack, format: 1 }, etag: '"old"', fetched_at: NOW })
    const here = places(near())
    expect(await here.place(HERE)).toMatchObject({ segment: { code: 'S1' } })
    await here.refresh()
    expect(city.asked).toEqual(['pack "old"'])
    expect((await here.pack())?.version).toBe('v1')
  })

  it('goes on with the old pack when the new one is not whole or not to be had', async () => {
    await swapPack(db, receivedPack('v0'), NOW - 9)
    const here = places(near())
    for (const slug of ['not-our-server', 'no-network']) {
      city.failure = new Failure(slug, slug === 'no-network' ? 0 : 200)
      await expect(here.refresh()).rejects.toMatchObject({ slug })
      expect(await here.place(HERE)).toMatchObject({ status: 'inside' })
    }
    expect(await packHead(db)).toMatchObject({ version: 'v0', fetched_at: NOW - 9 })
  })
})
