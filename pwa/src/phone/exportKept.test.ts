import { describe, expect, it } from 'vitest'

import { aDraftOf, serverKey } from './exportKept.testing'
import { exportKept } from './exportKept'

const NOW = Date.parse('2026-11-20T08:15:30Z')
const bytes = new TextEncoder().encode('{"report":1}').buffer

describe('the second copy as a file', () => {
  it('holds every text, sealed, and only the server opens it', async () => {
    const server = await serverKey()
    const kept = { rows: [{ id: 'r1', bytes }], drafts: [aDraftOf('d1', 'half a sent')] }
    const { file, count, photos } = await exportKept(kept, server.key, 'read me', NOW)
    expect([count, photos, file.name.endsWith('-2.zip')]).toEqual([2, 0, true])
    const plain = await file.text()
    expect(plain).toContain('0001-r1.report')
    expect(plain).toContain('draft-d1.draft')
    expect(plain).toContain('read me')
    expect(plain).not.toContain('half a sent')
    expect(plain).not.toContain('{"report":1}')
    expect(await server.open(file, '0001-r1.report', 'report:r1')).toBe('{"report":1}')
    expect(JSON.parse(await server.open(file, 'draft-d1.draft', 'draft:d1'))).toMatchObject({ note: 'half a sent' })
  })

  it('is refused without a key rather than written plain, and without anything to write', async () => {
    const kept = { rows: [{ id: 'r1', bytes }], drafts: [] }
    await expect(exportKept(kept, null, '', NOW)).rejects.toMatchObject({ refusal: 'no-key' })
    const { key } = await serverKey()
    await expect(exportKept({ rows: [], drafts: [] }, key, '', NOW)).rejects.toMatchObject({ refusal: 'nothing' })
  })
})
