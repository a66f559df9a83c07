import { execFileSync } from 'node:child_process'
import { constants, createDecipheriv, generateKeyPairSync, privateDecrypt } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { readExportKey } from '@/domain/export-key'
import { pendingEvents } from '@/storage/events'
import { setFact } from '@/storage/facts'
import { rememberPerson } from '@/storage/mirror'

import { person, phoneBench, type PhoneBench } from './bench.testing'
import { createDrafts } from './drafts'
import { createOutbox } from './outbox'
import type { Drafts, Outbox } from './types'

const SHOT = { role: 'scene', source: 'camera', taken_at: '2026-11-20T08:15:31.000Z' } as const
const jpeg = (text: string) => new Blob([Uint8Array.from([0xff, 0xd8, 0xff]), text])
const pair = generateKeyPairSync('rsa', { modulusLength: 3072 })
const key = readExportKey({ kid: '1', alg: 'RSA-OAEP-256', jwk: pair.publicKey.export({ format: 'jwk' }) })!

let b: PhoneBench
let drafts: Drafts
let outbox: Outbox

beforeEach(async () => {
  vi.stubGlobal('__APP_VERSION__', '9.9.9')
  b = await phoneBench()
  const made = createDrafts(b.parts)
  drafts = made
  outbox = createOutbox(b.parts, made.sealStored)
  b.server.fault = () => 'lose-request'
})
afterEach(() => {
  vi.unstubAllGlobals()
  b.parts.db.close()
})

async function sealed(...texts: string[]): Promise<string> {
  const draft = await drafts.begin()
  for (const text of texts) await drafts.addPhoto(draft.id, jpeg(text), SHOT)
  const id = await drafts.seal(draft.id)
  await b.parts.engine.poke('save')
  return id
}

/** Entries of the archive as another program reads them. */
async function entries(file: Blob): Promise<Map<string, Buffer>> {
  const folder = mkdtempSync(join(tmpdir(), 'export-'))
  try {
    writeFileSync(join(folder, 'x.zip'), Buffer.from(await file.arrayBuffer()))
    const script = 'import sys,zipfile,json; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(json.dumps([[n, z.read(n).hex()] for n in z.namelist()]))'
    const listed = JSON.parse(execFileSync('python3', ['-c', script, join(folder, 'x.zip')], { encoding: 'utf8' })) as [string, string][]
    return new Map(listed.map(([name, hex]) => [name, Buffer.from(hex, 'hex')]))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function opened(bytes: Buffer, name: string): Buffer {
  const wrappedAt = 5 + bytes.readUInt8(4) + 2
  const wrappedEnd = wrappedAt + bytes.readUInt16BE(wrappedAt - 2)
  const padding = constants.RSA_PKCS1_OAEP_PADDING
  const aes = privateDecrypt({ key: pair.privateKey, padding, oaepHash: 'sha256' }, bytes.subarray(wrappedAt, wrappedEnd))
  const decipher = createDecipheriv('aes-256-gcm', aes, bytes.subarray(wrappedEnd, wrappedEnd + 12))
  decipher.setAAD(Buffer.from(name))
  decipher.setAuthTag(bytes.subarray(-16))
  return Buffer.concat([decipher.update(bytes.subarray(wrappedEnd + 12, -16)), decipher.final()])
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
    expect(opened(found.get(`0001-${id}.report`)!, `report:${id}`)).toEqual(Buffer.from(row.bytes))
    for (const { sha256 } of row.photos) {
      expect(opened(found.get(`0001-${id}-${sha256}.photo`)!, `photo:${sha256}`).subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]))
    }
    expect(opened(found.get(`draft-${draft.id}.draft`)!, `draft:${draft.id}`).toString()).toContain('unfinished')
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
