import { describe, expect, it } from 'vitest'

import type { ChiefFields, ChiefView } from '@/domain/roster'
import { Failure } from '@/domain/problem'

import { createChiefs, type ChiefsPort } from './createChiefs'

const FIELDS: ChiefFields = { segment: 'S01', level: 1, name: 'Gao', duty: '', person: null, number: null, number_shown: false, from: '2026-11-22', to: null }
const chief = (id: string, from = '2026-11-01'): ChiefView => ({ ...FIELDS, id, from, rev: 3 })

function desk(more: Partial<ChiefsPort> = {}) {
  const asked: unknown[] = []
  const api: ChiefsPort = {
    chiefs: async (query) => (asked.push(query), { items: [chief('a')], cursor: null, has_more: false }),
    putChief: async (id, fields, rev) => (asked.push([id, rev]), { ...fields, id, rev: 4 }),
    endChief: async (id, rev) => void asked.push(['end', id, rev]),
    ...more,
  }
  return { chiefs: createChiefs(api, () => '2026-11-22', () => 'new'), asked }
}

describe('the chiefs of road segments', () => {
  it('are those of today, of one segment or of all times when that is asked', async () => {
    const { chiefs, asked } = desk()
    await chiefs.load()
    chiefs.segment.value = 'S01'
    chiefs.ofToday.value = false
    await chiefs.load()
    expect(asked).toEqual([{ on: '2026-11-22', limit: 50 }, { segment: 'S01', limit: 50 }])
  })

  it('are entered under an id of the desk, changed and ended with the revision that was read, and read again', async () => {
    const { chiefs, asked } = desk()
    expect([await chiefs.put(FIELDS, null), await chiefs.put(FIELDS, chief('a')), await chiefs.end(chief('a'))]).toEqual([true, true, true])
    expect(asked.filter(Array.isArray)).toEqual([['new', null], ['a', 3], ['end', 'a', 3]])
    expect(asked).toHaveLength(6)
  })

  it('stay as they are when the server refuses, and the reason is kept for the form', async () => {
    const { chiefs, asked } = desk({ putChief: () => Promise.reject(new Failure('invalid-body', 422)) })
    expect(await chiefs.put(FIELDS, null)).toBe(false)
    expect([(chiefs.failure.value as Failure).slug, asked]).toEqual(['invalid-body', []])
  })

  it('keep their first day once it has come', () => {
    const { chiefs } = desk()
    expect([chiefs.hasBegun(null), chiefs.hasBegun(chief('a', '2026-11-22')), chiefs.hasBegun(chief('a', '2026-11-23'))]).toEqual([false, true, false])
  })
})
