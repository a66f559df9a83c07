import { describe, expect, it } from 'vitest'

import { newDraft } from '@/storage/drafts'

import { entries, key, opened } from './export.testing'
import { exportKept } from './exportKept'

const NOW = Date.parse('2026-11-20T08:15:30Z')
const bytes = new TextEncoder().encode('{"report":1}').buffer

describe('the second copy as a file', () => {
  it('holds every text, sealed, and only the server opens it', async () => {
    const drafts = [{ ...newDraft('d1', 'person-1', 0), note: 'half a sent' }]
    const { file, count, photos } = await exportKept({ rows: [{ id: 'r1', bytes }], drafts }, key, 'read me', NOW)
    expect([count, photos, file.name.endsWith('-2.zip')]).toEqual([2, 0, true])
    const found = await entries(file)
    expect([...found.keys()]).toEqual(['README.txt', '0001-r1.report', 'draft-d1.draft'])
    const plain = await file.text()
    expect(plain).toContain('read me')
    expect(plain).not.toContain('half a sent')
    expect(plain).not.toContain('{"report":1}')
    expect(opened(found.get('0001-r1.report'), 'report:r1').toString()).toBe('{"report":1}')
    expect(JSON.parse(opened(found.get('draft-d1.draft'), 'draft:d1').toString())).toMatchObject({ note: 'half a sent' })
  })

  it('is refused without a key rather than written plain, and without anything to write', async () => {
    const kept = { rows: [{ id: 'r1', bytes }], drafts: [] }
    await expect(exportKept(kept, null, '', NOW)).rejects.toMatchObject({ refusal: 'no-key' })
    await expect(exportKept({ rows: [], drafts: [] }, key, '', NOW)).rejects.toMatchObject({ refusal: 'nothing' })
  })
})
