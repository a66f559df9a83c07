import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { ModelServer } from '@/outbox/server.testing'
import { draftWith, SEALING } from '@/storage/bench.testing'
import { PhoneDatabase } from '@/storage/database'
import { chainOf, setFact } from '@/storage/facts'
import { sealDraft } from '@/storage/sealing'

import { sendInBackground } from './background'
import type { Locks } from './single-sender'

const alone = new AbortController().signal
let server: ModelServer
const opened: PhoneDatabase[] = []

beforeEach(() => {
  server = new ModelServer()
  vi.stubGlobal('fetch', async (path: string, { body, headers }: { body: ArrayBuffer; headers: Headers }) => {
    const sha256 = Buffer.from(headers.get('Repr-Digest')!.slice('sha-256=:'.length, -1), 'base64').toString('hex')
    const answer = await server.put('report', path.split('/').at(-1)!, body, sha256)
    if (!answer.answered) throw new TypeError('network')
    return new Response(JSON.stringify(answer.body), { status: answer.status, headers: { 'Content-Type': answer.contentType ?? '' } })
  })
})
afterEach(async () => {
  vi.unstubAllGlobals()
  for (const db of opened.splice(0)) await db.delete()
})

/** A database of that name with one report to send. */
async function holding(name: string, report: string): Promise<PhoneDatabase> {
  const db = new PhoneDatabase(name)
  opened.push(db)
  await chainOf(db, () => 'device-1')
  await draftWith(db, report, [])
  await sealDraft(db, report, SEALING)
  return db
}

it('the worker sends from the database the phone goes on in, not from the damaged one it left aside', async () => {
  await holding('xunjie', 'old')
  const db = await holding('xunjie-2', 'r1')
  expect(await sendInBackground(undefined, alone)).toBe(true)
  expect([...server.reports.keys()]).toEqual(['r1'])
  expect((await db.outbox.get('r1'))?.phase).toBe('delivered')
})

it('the worker asks to be woken again while something waits, and sends nothing while the server wants a pause', async () => {
  const db = await holding('xunjie', 'r1')
  server.fault = () => 'lose-request'
  expect(await sendInBackground(undefined, alone)).toBe(false)
  await setFact(db, 'pause', { reason: 'moving house', since: null })
  server.fault = () => 'none'
  expect(await sendInBackground(undefined, alone)).toBe(true)
  expect(server.reports.size).toBe(0)
})

it('the worker gives way at once to a page that comes up, also while a request of its own hangs', async () => {
  await holding('xunjie', 'r1')
  let asked: () => void = () => undefined
  const hanging = new Promise<void>((resolve) => (asked = resolve))
  vi.stubGlobal('fetch', () => {
    asked()
    return new Promise(() => undefined)
  })
  let held = false
  const locks: Locks = {
    async request(_name, _options, work) {
      held = true
      await work({})
      held = false
    },
  }
  const page = new AbortController()
  const sent = sendInBackground(locks, page.signal)
  await hanging
  expect(held).toBe(true)
  page.abort()
  expect([await sent, held]).toEqual([true, false])
})
