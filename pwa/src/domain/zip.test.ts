import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { crc32, createZip } from './zip'

const text = (value: string) => new TextEncoder().encode(value)

describe('an archive', () => {
  it('has the checksum of the standard', () => {
    expect(crc32(text('123456789'))).toBe(0xcbf43926)
  })

  it('is read by another program, names in Chinese included', () => {
    const folder = mkdtempSync(join(tmpdir(), 'zip-'))
    try {
      const file = join(folder, 'out.zip')
      const entries = [
        { name: 'a/manifest.json', bytes: text('{"note":"x"}') },
        { name: '照片.jpg', bytes: Uint8Array.from({ length: 1000 }, (_zero, i) => i % 256) },
        { name: 'empty', bytes: text('') },
      ]
      const archive = createZip(Date.parse('2026-11-20T08:15:30Z'))
      const parts = entries.flatMap((entry) => archive.entry(entry))
      writeFileSync(file, Buffer.concat([...parts, ...archive.end()]))
      const script = 'import sys,zipfile,json; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(json.dumps([[i.filename,i.date_time[:5],z.read(i).hex()] for i in z.infolist()]))'
      const listed = JSON.parse(execFileSync('python3', ['-c', script, file], { encoding: 'utf8' })) as [string, number[], string][]
      expect(listed.map(([name, at]) => [name, at])).toEqual(entries.map(({ name }) => [name, [2026, 11, 20, 8, 15]]))
      expect(listed.map(([, , hex]) => hex)).toEqual(entries.map(({ bytes }) => Buffer.from(bytes).toString('hex')))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('refuses to grow beyond what its format can count', () => {
    const archive = createZip(0)
    for (let i = 0; i < 0xffff; i++) archive.entry({ name: 'x', bytes: text('') })
    expect(() => archive.entry({ name: 'x', bytes: text('') })).toThrow(RangeError)
  })
})
