import { describe, expect, it } from 'vitest'

import { aPlacement, aReport, aView } from '../samples.testing'
import { countByOutcome, mineRows } from './mineRows'

describe('my reports', () => {
  it('are one row each, whether the server knows them or only this phone', () => {
    const rows = mineRows([aReport({ id: 'r1', status: 'accepted' })], [aView({ id: 'r1', word: 'delivered' }), aView({ id: 'r2' })], 'p1')
    expect(rows.map((row) => [row.id, row.outcome])).toEqual([['r1', 'accepted'], ['r2', 'on-the-way']])
  })

  it('count as waiting for the reviewer once delivered', () => {
    expect(mineRows([], [aView({ word: 'delivered' }), aView({ id: 'r2', word: 'text-received' })], 'p1').map((row) => row.outcome)).toEqual(['pending', 'on-the-way'])
  })

  it('are mine: what this phone carries for somebody else is left out', () => {
    const views = [aView({ id: 'a', author_id: 'p1' }), aView({ id: 'b', author_id: 'p2' }), aView({ id: 'c', author_id: '' })]
    expect(mineRows([], views, 'p1').map((row) => row.id)).toEqual(['a', 'c'])
  })

  it('come newest first', () => {
    const reports = [aReport({ id: 'old', captured_at: '2026-11-18T08:00:00Z' }), aReport({ id: 'new', captured_at: '2026-11-20T08:00:00Z' })]
    const rows = mineRows(reports, [aView({ id: 'mid', captured_at: '2026-11-19T08:00:00Z' })], 'p1')
    expect(rows.map((row) => row.id)).toEqual(['new', 'mid', 'old'])
  })

  it('carry the reviewer’s own words and the case number', () => {
    const verdict = { verdict: 'reject' as const, reason: 'too dark', by: null, at: '2026-11-20T10:00:00Z' }
    const [row] = mineRows([aReport({ status: 'rejected', verdict, case_no: '4101042026112000001' })], [], 'p1')
    expect(row).toMatchObject({ outcome: 'rejected', reason: 'too dark', case_no: '4101042026112000001' })
  })

  it('show the bytes of this phone, and else a picture the server can show', () => {
    const photo = (sha256: string, decodable: boolean | null) => ({ sha256, role: null, stored: true, decodable })
    const report = aReport({ photos: [photo('broken', false), photo('fine', true)], placement: aPlacement() })
    expect(mineRows([report], [aView({ thumbnail_id: 'f1' })], 'p1')[0]).toMatchObject({ thumbnail_id: 'f1', thumbnail_sha256: 'fine' })
  })

  it('take the time of arrival when the time of the picture is missing', () => {
    expect(mineRows([aReport({ captured_at: null })], [], 'p1')[0]?.captured_at).toBe('2026-11-20T08:20:00Z')
  })

  it('are counted by outcome', () => {
    const rows = mineRows([aReport({ status: 'rejected' }), aReport({ id: 'r2' })], [aView({ id: 'r3' })], 'p1')
    expect(countByOutcome(rows)).toMatchObject({ 'on-the-way': 1, pending: 1, accepted: 0, rejected: 1, duplicate: 0 })
  })
})
