import { describe, expect, it } from 'vitest'

import { createZip, type ZipEntry } from '@/domain/zip'

import { NoExportFile, readDirectory, readEntry } from './readExport'

const ID = '01900000-0000-7000-8000-000000000001'
const SHA = 'ab'.repeat(32)
const bytes = (text: string) => new TextEncoder().encode(text)

function zipped(entries: ZipEntry[]): Blob {
  const archive = createZip(Date.UTC(2026, 10, 21))
  return new Blob([...entries.flatMap((entry) => archive.entry(entry)), ...archive.end()])
}

function exported(): Blob {
  const entries = [
    { name: 'README.txt', bytes: bytes('hello') },
    { name: `draft-${ID}.draft`, bytes: bytes('a draft') },
    { name: `0001-${ID}-${SHA}.photo`, bytes: bytes('a photo') },
    { name: `0001-${ID}.report`, bytes: bytes('a report') },
  ]
  return zipped(entries)
}

async function why(file: Blob): Promise<string> {
  const found = await readDirectory(file).then(() => null, (error: unknown) => error)
  expect(found).toBeInstanceOf(NoExportFile)
  return (found as NoExportFile).why
}

/** The file with some bytes changed. */
async function changed(file: Blob, change: (all: Uint8Array<ArrayBuffer>) => void): Promise<Blob> {
  const all = new Uint8Array(await file.arrayBuffer())
  change(all)
  return new Blob([all])
}

function centralRecords(all: Uint8Array): number[] {
  const found: number[] = []
  for (let at = 0; at + 4 <= all.length; at++) {
    if (all[at] === 0x50 && all[at + 1] === 0x4b && all[at + 2] === 1 && all[at + 3] === 2) found.push(at)
  }
  return found
}

describe('an export file', () => {
  it('is read entry by entry, reports before photos before drafts, and README is left alone', async () => {
    const file = exported()
    const entries = await readDirectory(file)
    expect(entries.map((entry) => [entry.kind, entry.key])).toEqual([['report', ID], ['photo', SHA], ['draft', ID]])
    const texts = await Promise.all(entries.map(async (entry) => new TextDecoder().decode(await readEntry(file, entry))))
    expect(texts).toEqual(['a report', 'a photo', 'a draft'])
  })

  it('is never read as a whole', async () => {
    const file = zipped([{ name: `0001-${ID}.report`, bytes: new Uint8Array(3_000_000) }])
    const asked: number[] = []
    const watched = { size: file.size, slice: (from: number, to: number) => (asked.push(to - from), file.slice(from, to)) } as unknown as Blob
    await readDirectory(watched)
    expect(Math.max(...asked)).toBeLessThan(70_000)
  })

  it.each([0, 1, 21, 300])('is refused when only its first %i bytes are there', async (length) => {
    expect(await why(exported().slice(0, length))).toBe('no-zip')
  })

  it('is refused when it was packed again or holds nothing of ours', async () => {
    const packed = await changed(exported(), (all) => centralRecords(all).forEach((at) => (all[at + 10] = 8)))
    expect(await why(packed)).toBe('packed-again')
    expect(await why(zipped([{ name: 'holiday.jpg', bytes: bytes('x') }]))).toBe('nothing-in-it')
    expect(await why(zipped([]))).toBe('nothing-in-it')
  })

  it('tells of an entry that lies where no entry is', async () => {
    const file = await changed(exported(), (all) => centralRecords(all).forEach((at) => (all[at + 42] = 3)))
    const [entry] = await readDirectory(file)
    if (!entry) throw new Error('an entry')
    await expect(readEntry(file, entry)).rejects.toBeInstanceOf(NoExportFile)
  })
})
