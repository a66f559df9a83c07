import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { rememberPerson } from '@/storage/mirror'

import { person, phoneBench, type PhoneBench } from './bench.testing'
import { shared } from './cell'
import type { Drafts, Observe, Outbox } from './types'

let b: PhoneBench
let drafts: Drafts
let outbox: Outbox

beforeEach(async () => {
  b = await phoneBench()
  ;({ drafts, outbox } = b)
  b.server.fault = () => 'lose-request'
})
afterEach(() => b.close())

/** The first value that `fits`. */
function until<T>(observe: Observe<T>, fits: (value: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    const stop = observe((value) => {
      if (!fits(value)) return
      queueMicrotask(() => stop())
      resolve(value)
    })
  })
}

async function sealed(note: string): Promise<string> {
  const draft = await drafts.begin()
  await drafts.change(draft.id, { note })
  const id = await drafts.seal(draft.id)
  await b.parts.engine.poke('save')
  return id
}

const OTHERS = [person('person-2'), null]

describe.each(OTHERS)('what one person wrote, while the phone is in the hands of %j', (who) => {
  it('is counted with its age and never shown', async () => {
    await sealed('a secret')
    b.time.now += 60_000
    await sealed('another')
    await rememberPerson(b.parts.db, who)
    const summary = await until(outbox.observeSummary, ({ others }) => others.count === 2)
    expect(summary).toMatchObject({ pending: 2, needs_person: 0, others: { count: 2, oldest_at: b.time.now - 60_000 } })
    expect(await until(outbox.observe, (views) => views.length === 0)).toEqual([])
  })

  it('can be neither read nor changed nor sent by a tap on it', async () => {
    const id = await sealed('a secret')
    await rememberPerson(b.parts.db, who)
    expect(await outbox.detail(id)).toBeUndefined()
    for (const act of [outbox.retry, outbox.correct, outbox.sendWithoutDamaged]) {
      await expect(act(id)).rejects.toMatchObject({ trouble: 'missing' })
    }
    expect(await b.parts.db.drafts.count()).toBe(0)
  })

  it('is a draft only for its writer, and still there for them', async () => {
    const draft = await drafts.begin()
    await rememberPerson(b.parts.db, who)
    expect(await until(drafts.observe, (all) => all.length === 0)).toEqual([])
    expect(await drafts.get(draft.id)).toBeUndefined()
    await rememberPerson(b.parts.db, person('person-1'))
    expect((await until(drafts.observe, (all) => all.length === 1))[0]?.id).toBe(draft.id)
  })
})

it('a row whose bytes rotted keeps neither the count nor the screen from the others', async () => {
  const [spoiled, sound] = [await sealed('one'), await sealed('two')]
  await b.parts.db.outbox.update(spoiled, { bytes: new TextEncoder().encode('{"cut').buffer })
  await b.parts.count()
  expect(JSON.parse(b.canary.text ?? '')).toMatchObject({ open: [{ seq: 1, captured_at: null }, { seq: 2 }] })
  expect((await until(outbox.observe, (views) => views.length === 2)).map(({ id }) => id)).toEqual([spoiled, sound])
})

describe('one query for many screens', () => {
  it('runs while anybody looks, tells newcomers at once, and stops with the last', () => {
    let tell: (value: number) => void = () => undefined
    let running = 0
    const observe = shared<number>((onChange) => {
      running += 1
      tell = onChange
      return () => void (running -= 1)
    })
    const seen: string[] = []
    const stops = [observe((value) => seen.push(`a${value}`))]
    tell(1)
    stops.push(observe((value) => seen.push(`b${value}`)))
    tell(2)
    expect([seen, running]).toEqual([['a1', 'b1', 'a2', 'b2'], 1])
    for (const stop of stops) stop()
    expect(running).toBe(0)
  })
})
