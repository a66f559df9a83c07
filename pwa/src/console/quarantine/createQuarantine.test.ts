import { describe, expect, it } from 'vitest'

import type { QuarantineApi } from '@/api/quarantine'
import { Failure } from '@/domain/problem'
import type { QuarantineWhole } from '@/domain/quarantine'

import { createQuarantine } from './createQuarantine'

function aRow(id: number, changed: Partial<QuarantineWhole> = {}): QuarantineWhole {
  return {
    ...{ id, report_id: `r${id}`, reason: 'invalid-body', sender: { id: 'p', name: 'Li' }, device_id: null, device_seq: null },
    ...{ received_at: '2026-11-21T00:00:00.000Z', size: 1, settled: null, cut_off: false, text: '{', masked: false },
    ...{ fault: { word: 'not-json', line: 1, column: 2, errors: [] }, proposal: null, new_id: null, filed: null },
    ...changed,
  }
}

const SETTLED = { outcome: 'filed' as const, report_id: 'new', by: { id: 'b', name: 'Boss' }, at: '2026-11-21T01:00:00.000Z', reason: 'x' }

function bench(...rows: QuarantineWhole[]) {
  const asked: unknown[][] = []
  const find = (id: number) => rows.find((row) => row.id === id) as QuarantineWhole
  const settle = (id: number, outcome: 'filed' | 'dismissed') => {
    const settled = { ...find(id), settled: { ...SETTLED, outcome } }
    rows.splice(rows.indexOf(find(id)), 1, settled)
    return Promise.resolve(settled)
  }
  const api: QuarantineApi = {
    list: ({ state }) => {
      const items = rows.filter((row) => (row.settled === null) === (state === 'open'))
      return Promise.resolve({ items, cursor: null, has_more: false })
    },
    get: (id) => Promise.resolve(find(id)),
    file: (id, text, reason) => (asked.push([id, text, reason]), settle(id, 'filed')),
    dismiss: (id, reason) => (asked.push([id, reason]), settle(id, 'dismissed')),
  }
  return { room: createQuarantine(api), api, asked, rows }
}

describe('the quarantine', () => {
  it('opens its first row and walks along the list', async () => {
    const { room } = bench(aRow(3), aRow(2), aRow(1))
    await room.ask('open')
    expect(room.row.value?.id).toBe(3)
    await room.step(1)
    await room.step(1)
    await room.step(1)
    expect(room.row.value?.id).toBe(1)
    await room.step(-1)
    expect(room.row.value?.id).toBe(2)
  })

  it('files as it came while nothing was typed, and the repaired text once something was', async () => {
    const { room, asked } = bench(aRow(2), aRow(1))
    await room.ask('open')
    room.reason.value = ' as it is '
    await room.file()
    await room.choose(1)
    room.text.value = '{}'
    room.reason.value = 'a bracket'
    await room.file()
    expect(asked).toEqual([[2, null, 'as it is'], [1, '{}', 'a bracket']])
    expect(room.row.value?.settled?.outcome).toBe('filed')
  })

  it('offers a draft as the report it would be and files that', async () => {
    const { room, asked } = bench(aRow(1, { reason: 'draft', proposal: '{"schema": 1}', fault: null }))
    await room.ask('open')
    expect(room.text.value).toBe('{"schema": 1}')
    await room.file()
    expect(asked[0]?.[1]).toBe('{"schema": 1}')
  })

  it('keeps what was typed when the server still cannot read it, and says where', async () => {
    const { room, api } = bench(aRow(1))
    const fault = { word: 'not-json', line: 7, column: 3, errors: [] }
    const told = { slug: 'invalid-body', status: 422, title: '', detail: null, facts: { fault } }
    api.file = () => Promise.reject(new Failure('invalid-body', 422, told))
    await room.ask('open')
    room.text.value = '{ still'
    room.reason.value = 'try'
    await room.file()
    expect([room.text.value, room.reason.value, room.fault.value]).toEqual(['{ still', 'try', fault])
    expect(room.failure.value).toBeInstanceOf(Failure)
  })

  it('keeps a repair that was begun while other rows, or its own again, are looked at', async () => {
    const { room } = bench(aRow(2), aRow(1))
    await room.ask('open')
    room.text.value = '{}'
    room.reason.value = 'a bracket'
    await room.choose(2)
    await room.step(1)
    expect([room.text.value, room.reason.value]).toEqual(['{', ''])
    await room.step(-1)
    expect([room.text.value, room.reason.value, room.changed.value]).toEqual(['{}', 'a bracket', true])
  })

  it('does not say of one row what failed for another', async () => {
    const { room, api } = bench(aRow(2), aRow(1))
    await room.ask('open')
    let fail: (why: unknown) => void = () => undefined
    api.file = () => new Promise((_, reject) => (fail = reject))
    const filing = room.file()
    await room.choose(1)
    fail(new Failure('invalid-body', 422, { slug: 'invalid-body', status: 422, title: '', detail: null, facts: { fault: { word: 'empty', line: null, column: null, errors: [] } } }))
    await filing
    expect([room.failure.value, room.fault.value?.word, room.busy.value]).toEqual([null, 'not-json', false])
  })

  it('shows what somebody faster did and says that they were', async () => {
    const { room, api, rows } = bench(aRow(1))
    await room.ask('open')
    rows.splice(0, 1, aRow(1, { settled: SETTLED }))
    api.dismiss = () => Promise.reject(new Failure('stale', 409))
    room.reason.value = 'x'
    await room.dismiss()
    expect(room.row.value?.settled?.by?.name).toBe('Boss')
    expect((room.failure.value as Failure).slug).toBe('stale')
  })

  it('tells the open ones from the settled ones', async () => {
    const { room } = bench(aRow(2, { settled: SETTLED }), aRow(1))
    await room.ask('settled')
    expect(room.items.value.map((one) => one.id)).toEqual([2])
    await room.ask('open')
    expect(room.items.value.map((one) => one.id)).toEqual([1])
  })

  it('keeps a settled row in sight until the list is asked for again', async () => {
    const { room } = bench(aRow(1))
    await room.ask('open')
    room.reason.value = 'x'
    await room.dismiss()
    expect(room.items.value.map((one) => one.settled?.outcome)).toEqual(['dismissed'])
    await room.ask('open')
    expect(room.items.value).toEqual([])
    expect(room.row.value).toBeNull()
  })
})
