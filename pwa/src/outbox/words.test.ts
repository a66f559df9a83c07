import { describe, expect, it } from 'vitest'

import { bench } from './bench.testing'
import { drain } from './drain'
import { released } from './outcome'
import { wordFor } from './words'

describe('the word of a report', () => {
  it('follows it from saved to delivered', async () => {
    const b = bench()
    const { id } = b.report([10])
    const word = (sending = false) => wordFor(b.rows.table.get(id)!, sending)
    expect(word()).toBe('saved')
    expect(word(true)).toBe('sending')
    b.server.fault = () => 'lose-request'
    await drain(b.ports)
    expect(word()).toBe('waiting')
    b.server.fault = () => 'none'
    await b.ports.rows.update(id, released)
    await drain(b.ports, { photos: false })
    expect(word()).toBe('text-received')
    await drain(b.ports)
    expect(word()).toBe('delivered')
    expect(word(true)).toBe('delivered')
  })

  it('asks for a person when parked, and a retry puts it back to work', async () => {
    const b = bench()
    const row = b.report([10])
    b.rows.photoTable.clear()
    await drain(b.ports)
    expect(wordFor(b.rows.table.get(row.id)!, false)).toBe('needs-person')
    b.rows.photoTable.set(row.photos[0]!.photo_id, { bytes: new TextEncoder().encode('report-1/0/').buffer, mime: 'image/jpeg' })
    await b.ports.rows.update(row.id, released)
    await drain(b.ports)
    expect(wordFor(b.rows.table.get(row.id)!, false)).toBe('delivered')
  })
})
