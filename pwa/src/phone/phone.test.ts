import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import type { Person } from '@/domain/person'
import { Failure } from '@/domain/problem'
import { readManifest } from '@/domain/report'
import { problem } from '@/outbox/server.testing'
import type { Count } from '@/storage/canary'
import { rememberPerson } from '@/storage/mirror'

import { jpeg, person, phoneBench, SHOT, type PhoneBench } from './bench.testing'
import { createSession } from './session'
import type { Drafts, Outbox, OutboxSummary, OutboxView } from './types'

let b: PhoneBench
let drafts: Drafts
let outbox: Outbox

beforeEach(async () => {
  b = await phoneBench()
  ;({ drafts, outbox } = b)
})
afterEach(() => b.close())

const counted = () => (JSON.parse(b.canary.text ?? '') as Count).open.map(({ id, seq, category }) => [id, seq, category])
const settled = () => b.parts.engine.poke('save')

describe('a report from the shutter to the receipt', () => {
  it('is on disk before anybody says so, and delivered by itself', async () => {
    const draft = await drafts.begin()
    await drafts.awaitPhoto(draft.id, 'scene')
    await drafts.addPhoto(draft.id, jpeg('one'), SHOT)
    await drafts.change(draft.id, { category: 'sl2_out_of_shop' })
    const id = await drafts.seal(draft.id)
    expect(id).toBe(draft.id)
    expect(await b.parts.db.drafts.count()).toBe(0)
    expect(counted()).toEqual([[id, 1, 'sl2_out_of_shop']])
    expect([...b.journal.keys()]).toEqual([id])
    await settled()
    expect(b.server.receipt(id).level).toBe('photos')
    expect(counted()).toEqual([])
    expect([...b.journal.keys()]).toEqual([])
    const manifest = (await outbox.detail(id))?.manifest
    expect(manifest).toMatchObject({ author_id: 'person-1', client: { version: '9.9.9' }, photos: [{ mime: 'image/jpeg', bytes: 6 }] })
  })

  it('sends the smaller copy and lets the original go with the receipt', async () => {
    const small = Uint8Array.from([0xff, 0xd8, 0xff, 1]).buffer
    b.twin.next = () => Promise.resolve({ bytes: small, mime: 'image/jpeg' })
    const draft = await drafts.begin()
    const photo = await drafts.addPhoto(draft.id, jpeg('a large original'), SHOT)
    const id = await drafts.seal(draft.id)
    await settled()
    const [sent] = readManifest((await b.parts.db.outbox.get(id))!.bytes).photos
    expect(sent).toMatchObject({ bytes: 4, orig_sha256: photo.sha256 })
    expect(new Uint8Array(b.server.photos.get(sent!.sha256)!)).toEqual(new Uint8Array(small))
    expect((await b.parts.db.photos.toArray()).map((row) => row.sha256)).toEqual([sent!.sha256])
  })

  it('sends a clip as it was recorded, named by its content, without asking for a smaller copy', async () => {
    b.twin.next = () => Promise.reject(new Error('nobody shrinks a clip'))
    const draft = await drafts.begin()
    const clip = new Blob(['\x1aE', Uint8Array.from([0xdf, 0xa3]), 'B\x82webm and sound'], { type: 'audio/webm;codecs=opus' })
    const { sha256 } = await drafts.addPhoto(draft.id, clip, SHOT)
    const asked = vi.spyOn(b.twin, 'next')
    const id = await drafts.seal(draft.id)
    await settled()
    expect(asked).not.toHaveBeenCalled()
    expect(readManifest((await b.parts.db.outbox.get(id))!.bytes).photos).toMatchObject([{ sha256, mime: 'audio/webm', orig_sha256: null }])
    expect(b.server.photos.get(sha256)?.byteLength).toBe(clip.size)
    expect(b.server.receipt(id).level).toBe('photos')
  })

  it('does not wait longer than three seconds for a copy; then the original travels', async () => {
    b.twin.next = () => new Promise(() => undefined)
    const draft = await drafts.begin()
    const photo = await drafts.addPhoto(draft.id, jpeg('original'), SHOT)
    const real = setTimeout
    vi.stubGlobal('setTimeout', (work: () => void, ms: number) => real(work, ms === 3000 ? 0 : ms))
    const id = await drafts.seal(draft.id)
    expect(readManifest((await b.parts.db.outbox.get(id))!.bytes).photos[0]).toMatchObject({ sha256: photo.sha256, orig_sha256: null })
  })

  it('begun while nobody is signed in names no author, and is there for whoever signs in', async () => {
    await rememberPerson(b.parts.db, null)
    const draft = await drafts.begin()
    await rememberPerson(b.parts.db, person('person-1'))
    expect(await drafts.get(draft.id)).toMatchObject({ author_id: '' })
    const id = await drafts.seal(draft.id)
    expect(readManifest((await b.parts.db.outbox.get(id))!.bytes).author_id).toBeNull()
  })

  it('is not begun when the disk is full', async () => {
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    await expect(drafts.begin()).rejects.toMatchObject({ trouble: 'full' })
    vi.restoreAllMocks()
    expect(await b.parts.db.drafts.count()).toBe(0)
  })

  it('asks to take a photo again when the picked file is gone', async () => {
    const draft = await drafts.begin()
    const gone = { arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotReadableError')) } as unknown as Blob
    await expect(drafts.addPhoto(draft.id, gone, SHOT)).rejects.toMatchObject({ trouble: 'missing' })
    expect(await drafts.get(draft.id)).toMatchObject({ photos: [] })
  })
})

async function sealed(...texts: string[]): Promise<string> {
  const draft = await drafts.begin()
  for (const text of texts) await drafts.addPhoto(draft.id, jpeg(text), SHOT)
  return drafts.seal(draft.id)
}

describe('the outbox screen', () => {
  it('shows what needs a person first, then the unsent, then the delivered; and counts', async () => {
    const done = await sealed('one')
    await settled()
    b.server.fault = () => 'lose-request'
    b.time.now += 1000
    const waiting = await sealed('two')
    await settled()
    b.server.fault = () => 'none'
    b.time.now += 1000
    const draft = await drafts.begin()
    b.server.poison.set(draft.id, problem(422, 'invalid-body'))
    await drafts.seal(draft.id)
    await settled()
    let views: OutboxView[] = []
    let summary: OutboxSummary | null = null
    const stops = [outbox.observe((next) => (views = next)), outbox.observeSummary((next) => (summary = next))]
    await vi.waitFor(() => expect(views).toHaveLength(3))
    expect(views.map(({ id, word, reason }) => [id, word, reason])).toEqual([
      [draft.id, 'needs-person', 'invalid-body'],
      [waiting, 'waiting', null],
      [done, 'delivered', null],
    ])
    expect(views.map(({ photos }) => photos)).toMatchObject([{ sent: 0, of: 0 }, { sent: 0, of: 1 }, { sent: 1, of: 1 }])
    await vi.waitFor(() => expect(summary).toMatchObject({ pending: 2, needs_person: 1 }))
    stops.forEach((stop) => stop())
  })

  it('retries a parked report on a tap', async () => {
    const draft = await drafts.begin()
    b.server.poison.set(draft.id, problem(400, 'invalid-body'))
    await drafts.seal(draft.id)
    await settled()
    b.server.poison.clear()
    await outbox.retry(draft.id)
    expect((await outbox.detail(draft.id))?.view.word).toBe('delivered')
  })

  it('replaces a report with a damaged photo by one without it, and both are settled', async () => {
    b.server.fault = () => 'lose-request'
    const id = await sealed('good', 'bad')
    await settled()
    const bad = (await b.parts.db.outbox.get(id))!.photos[1]!
    await b.parts.db.photos.update(bad.photo_id, { bytes: new ArrayBuffer(3) })
    b.server.fault = () => 'none'
    await b.parts.engine.poke('manual')
    expect((await outbox.detail(id))?.view).toMatchObject({ word: 'needs-person', reason: 'photo-damaged', text_received: true })
    const next = await outbox.sendWithoutDamaged(id)
    await b.parts.engine.poke('manual')
    expect(b.server.receipt(next).level).toBe('photos')
    expect((await b.parts.db.outbox.get(id))?.phase).toBe('delivered')
    expect(readManifest((await b.parts.db.outbox.get(next))!.bytes)).toMatchObject({ supersedes: id, photos: [{}] })
    let views: OutboxView[] = []
    const stop = outbox.observe((all) => (views = all))
    await vi.waitFor(() => expect(views.map((view) => view.id)).toEqual([next]))
    stop()
  })
})

describe('the session', () => {
  const owed = () => {
    let flag = false
    return { get: () => flag, set: (next: boolean) => void (flag = next) }
  }

  it('tells the server which phone it is and starts sending', async () => {
    const session = createSession(b.parts, owed())
    await session.signIn('person-2', 'right')
    expect(b.login.devices).toEqual(['device-1'])
    const seen: unknown[] = []
    const stop = session.observe((state) => seen.push([state.state, state.person?.id]))
    await vi.waitFor(() => expect(seen.at(-1)).toEqual(['signed-in', 'person-2']))
    stop()
  })

  it('keeps the person of before when the password is wrong', async () => {
    const session = createSession(b.parts, owed())
    await expect(session.signIn('person-2', 'wrong')).rejects.toMatchObject({ slug: 'bad-credentials' })
    expect((await b.parts.db.facts.get('person'))?.value).toMatchObject({ id: 'person-1' })
  })

  it('is nobody\'s yet with a password that somebody else knows: first its owner chooses one, and capture goes on', async () => {
    const session = createSession(b.parts, owed())
    await session.signOut()
    b.login.given = true
    expect((await session.signIn('person-2', 'right')).password_given).toBe(true)
    expect(await b.parts.db.facts.get('person')).toBeUndefined()
    expect(await sealed('one')).toBeTruthy()
    await session.choosePassword('right', 'a word of my own')
    expect((await b.parts.db.facts.get('person'))?.value).toMatchObject({ id: 'person-2', password_given: false })
  })

  it('is expired when the server asks for a login, and capture goes on', async () => {
    const session = createSession(b.parts, owed())
    b.login.live = null
    await session.check()
    const seen: unknown[] = []
    const stop = session.observe((state) => seen.push([state.state, state.person?.id]))
    await vi.waitFor(() => expect(seen.at(-1)).toEqual(['expired', 'person-1']))
    stop()
    expect(await sealed('one')).toBeTruthy()
  })

  it.each([['a late answer', false], ['a late refusal', true]])('that ended is not brought back by %s about it', async (_name, refused) => {
    const session = createSession(b.parts, owed())
    const needLogin = vi.spyOn(b.parts.engine, 'needLogin')
    let answer: () => void = () => undefined
    const late = new Promise<Person>((resolve, reject) => {
      answer = () => (refused ? reject(new Failure('not-signed-in', 401)) : resolve(person('person-1')))
    })
    const asked = vi.spyOn(b.login, 'whoAmI').mockReturnValueOnce(late)
    const checking = session.check()
    await vi.waitFor(() => expect(asked).toHaveBeenCalledOnce())
    await session.signOut()
    answer()
    await checking
    expect([await b.parts.db.facts.get('person'), needLogin.mock.calls]).toEqual([undefined, []])
  })

  it('ends without network, and on the server as soon as there is one; nothing unsent goes', async () => {
    b.server.fault = () => 'lose-request'
    await sealed('one')
    const flag = owed()
    const session = createSession(b.parts, flag)
    b.login.network = false
    await session.signOut()
    expect([flag.get(), await b.parts.db.outbox.count(), await b.parts.db.photos.count()]).toEqual([true, 1, 1])
    b.login.network = true
    await session.check()
    expect([flag.get(), b.login.live, (await b.parts.db.facts.get('person'))]).toEqual([false, null, undefined])
  })

  it('lets another person carry what the first one sealed', async () => {
    b.server.poison.set('offer', problem(401, 'not-signed-in'))
    b.server.fault = () => 'lose-request'
    const first = await sealed('one')
    await settled()
    const session = createSession(b.parts, owed())
    await session.signOut()
    b.server.fault = () => 'none'
    b.server.poison.clear()
    await session.signIn('person-2', 'right')
    const second = await sealed('two')
    await b.parts.engine.poke('manual')
    const author = (id: string) => (JSON.parse(b.server.reports.get(id)!.bytes) as { author_id: string }).author_id
    expect([author(first), author(second)]).toEqual(['person-1', 'person-2'])
  })
})
