import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { draftWith, freshDatabase, NOW, photoOf } from './bench.testing'
import type { PhoneDatabase, StoredPhoto } from './database'
import { addPhoto } from './drafts'
import { fact } from './facts'
import { tryWriting } from './keeping'
import { inEitherForm, photoRow, proveOrSwitch, readPhoto, rememberedForm, soundPhoto, storedPhoto } from './photoRows'
import { createRowStore } from './rows'

let db: PhoneDatabase

beforeEach(async () => {
  db = await freshDatabase()
  await draftWith(db, 'd', [])
})
afterEach(() => {
  vi.restoreAllMocks()
  db.close()
})

const { photo, row } = photoOf('d', 'p', 'the bytes')
const read = async () => new TextDecoder().decode((await readPhoto(db, 'p'))?.bytes)

/** An engine that refuses one form of bytes, as WebKit did with Blobs and Lockdown mode may with others. */
function refusing(refuses: (bytes: unknown) => boolean, error = new DOMException('Error preparing Blob/File data to be stored', 'UnknownError')) {
  const put = IDBObjectStore.prototype.put
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value: Partial<StoredPhoto>, ...rest) {
    if (this.name === 'photos' && refuses(value.bytes)) throw error
    return put.call(this, value, ...rest)
  })
}

describe('the form of photo bytes', () => {
  it.each(['buffer', 'blob'] as const)('reads the same in both: %s', async (form) => {
    db.photoForm = form
    await addPhoto(db, 'd', photo, row, NOW)
    expect((await db.photos.get('p'))?.bytes instanceof Blob).toBe(form === 'blob')
    expect(await read()).toBe('the bytes')
    expect((await createRowStore(db, () => Promise.resolve()).photo('p'))?.bytes.byteLength).toBe(9)
    expect(await soundPhoto(db, 'p')).toMatchObject({ sha256: row.sha256 })
  })

  it('changes where the browser refuses it, and is remembered', async () => {
    refusing((bytes) => bytes instanceof ArrayBuffer, new DOMException('no clone', 'DataCloneError'))
    await addPhoto(db, 'd', photo, row, NOW)
    expect(await read()).toBe('the bytes')
    expect([db.photoForm, await fact(db, 'photo_form')]).toEqual(['blob', 'blob'])
    db.photoForm = 'buffer'
    await rememberedForm(db)
    expect(db.photoForm).toBe('blob')
  })

  it('goes back from Blobs where those are refused', async () => {
    db.photoForm = 'blob'
    refusing((bytes) => bytes instanceof Blob, new DOMException('Failed to write blobs (InvalidBlob)', 'DataError'))
    await addPhoto(db, 'd', photo, row, NOW)
    expect([await read(), db.photoForm]).toEqual(['the bytes', 'buffer'])
  })

  it('that is refused either way is a failure, and nothing is half there', async () => {
    refusing(() => true, new DOMException('no', 'DataError'))
    await expect(addPhoto(db, 'd', photo, row, NOW)).rejects.toThrow()
    expect([await db.photos.count(), (await db.drafts.get('d'))?.photos]).toEqual([0, []])
    expect(db.photoForm).toBe('buffer')
  })

  it('is not blamed for a full disk', async () => {
    const write = vi.fn(() => Promise.reject(Object.assign(new Error('full'), { name: 'QuotaExceededError' })))
    await expect(inEitherForm(db, write)).rejects.toThrow('full')
    expect(write).toHaveBeenCalledTimes(1)
  })
})

describe('a photo that was just stored', () => {
  /** An engine that takes Blobs and gives back nothing. */
  function forgetsBlobs() {
    const get = db.photos.get.bind(db.photos)
    vi.spyOn(db.photos, 'get').mockImplementation((async (id: string) => {
      const stored = await get(id)
      return stored?.bytes instanceof Blob ? { ...stored, bytes: null } : stored
    }) as never)
  }

  it('is read back and hashed; one that did not stay is stored in the other form', async () => {
    db.photoForm = 'blob'
    forgetsBlobs()
    await addPhoto(db, 'd', photo, row, NOW)
    expect(await readPhoto(db, 'p')).toBeUndefined()
    await proveOrSwitch(db, row)
    expect([await read(), db.photoForm]).toEqual(['the bytes', 'buffer'])
  })

  it('that never stays is a loss said at once', async () => {
    vi.spyOn(db.photos, 'get').mockResolvedValue(undefined as never)
    await expect(proveOrSwitch(db, row)).rejects.toMatchObject({ trouble: 'lost' })
    await expect(tryWriting(db, NOW, 100)).rejects.toMatchObject({ trouble: 'lost' })
  })

  it('whose file is gone is gone', async () => {
    const bytes = new Blob(['x'])
    vi.spyOn(bytes, 'arrayBuffer').mockRejectedValue(new DOMException('gone', 'NotFoundError'))
    expect(await photoRow({ ...storedPhoto(row, 'buffer'), bytes })).toBeUndefined()
  })
})

describe('damage found while sending', () => {
  it('is told once, with the report it belongs to', async () => {
    const rows = createRowStore(db, () => Promise.resolve(), { stamp: () => ({ id: 'e1', now: NOW }) })
    const one = { sha256: row.sha256, bytes: 9, photo_id: 'p', original_id: 'o', arrived: false, damaged: false }
    await db.outbox.put({ id: 'r', phase: 'waiting', photos: [one] } as never)
    await rows.update('r', () => ({ photos: [{ ...one, damaged: true }] }))
    await rows.update('r', () => ({ failures: 2 }))
    expect(await db.events.toArray()).toEqual([
      {
        id: 'e1', kind: 'photo-damaged', at: new Date(NOW).toISOString(),
        facts: { report_id: 'r', sha256: row.sha256, original_kept: true },
      },
    ])
  })
})
