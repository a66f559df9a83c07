import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { pendingEvents } from '@/storage/events'
import { setFact } from '@/storage/facts'
import { rememberPerson } from '@/storage/mirror'
import { fullDisk } from '@/storage/quota.testing'

import { jpeg, person, phoneBench, SHOT, type PhoneBench } from './bench.testing'
import { entries, key, opened } from './export.testing'
import type { Drafts, Outbox } from './types'

let b: PhoneBench
let drafts: Drafts
let outbox: Outbox

beforeEach(async () => {
  b = await phoneBench()
  ;({ drafts, outbox } = b)
  b.server.fault = () => 'lose-request'
})
afterEach(() => b.close())

async function sealed(...texts: string[]): Promise<string> {
  const draft = await drafts.begin()
  for (const text of texts) await drafts.addPhoto(draft.id, jpeg(text), SHOT)
  const id = await drafts.seal(draft.id)
  await b.parts.engine.poke('save')
  return id
}

describe('everything unsent as a file', () => {
  it('holds reports byte by byte, their photos and drafts, each sealed under its own name', async () => {
    await setFact(b.parts.db, 'export_key', key)
    const id = await sealed('one', 'two')
    const draft = await drafts.begin()
    await drafts.change(draft.id, { note: 'unfinished' })
    await drafts.addPhoto(draft.id, jpeg('three'), SHOT)
    const { file, count, photos } = await outbox.exportUnsent('read me')
    expect(file.name).toMatch(/^xunjie-\d{4}-\d\d-\d\d-\d\d-\d\d-2\.zip$/)
    expect([count, photos]).toEqual([2, 3])
    const found = await entries(file)
    const row = (await b.parts.db.outbox.get(id))!
    expect(found.get('README.txt')?.toString()).toBe('read me')
    expect(opened(found.get(`0001-${id}.report`), `report:${id}`)).toEqual(Buffer.from(row.bytes))
    for (const { sha256 } of row.photos) {
      expect(opened(found.get(`0001-${id}-${sha256}.photo`), `photo:${sha256}`).subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]))
    }
    expect(opened(found.get(`draft-${draft.id}.draft`), `draft:${draft.id}`).toString()).toContain('unfinished')
    expect([...found.keys()].filter((name) => name.startsWith(`0002-${draft.id}-`))).toHaveLength(1)
    expect(found.size).toBe(6)
  })

  it('leaves every row where it was, and a supervisor hears of the file', async () => {
    await setFact(b.parts.db, 'export_key', key)
    const id = await sealed('one')
    const before = await b.parts.db.outbox.get(id)
    await outbox.exportUnsent('')
    expect(await b.parts.db.outbox.get(id)).toEqual(before)
    expect(await pendingEvents(b.parts.db)).toMatchObject([{ kind: 'exported', facts: { count: 1, photos: 1 } }])
  })

  it('is made on a phone on which not another word can be written', async () => {
    await setFact(b.parts.db, 'export_key', key)
    await sealed('one')
    const disk = fullDisk(Infinity)
    expect(await outbox.exportUnsent('')).toMatchObject({ count: 1, photos: 1 })
    expect(disk.refused()).toBe(1)
  })

  it('is never plain: without a key it says so, and a key outlives the logout', async () => {
    await sealed('one')
    await expect(outbox.exportUnsent('')).rejects.toMatchObject({ refusal: 'no-key' })
    await setFact(b.parts.db, 'export_key', key)
    await rememberPerson(b.parts.db, null)
    expect((await outbox.exportUnsent('')).count).toBe(1)
  })

  it('is refused where the page has no cryptography, and when nothing is unsent', async () => {
    await setFact(b.parts.db, 'export_key', key)
    await expect(outbox.exportUnsent('')).rejects.toMatchObject({ refusal: 'nothing' })
    await sealed('one')
    vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) })
    await expect(outbox.exportUnsent('')).rejects.toMatchObject({ refusal: 'no-crypto' })
  })

  it('leaves out rotten bytes, and holds what another person wrote', async () => {
    await setFact(b.parts.db, 'export_key', key)
    const id = await sealed('one', 'two')
    const row = (await b.parts.db.outbox.get(id))!
    await b.parts.db.photos.update(row.photos[0]!.photo_id, { bytes: new ArrayBuffer(3) })
    await rememberPerson(b.parts.db, person('person-2'))
    const found = await entries((await outbox.exportUnsent('')).file)
    expect([...found.keys()].sort()).toEqual([`0001-${id}-${row.photos[1]!.sha256}.photo`, `0001-${id}.report`, 'README.txt'])
  })

  it('holds a row of a newer version as it is', async () => {
    await setFact(b.parts.db, 'export_key', key)
    const id = await sealed('one')
    await b.parts.db.outbox.update(id, { kind: 'signature' as never, photos: 'elsewhere' as never })
    expect((await entries((await outbox.exportUnsent('')).file)).has(`0001-${id}.report`)).toBe(true)
  })
})
