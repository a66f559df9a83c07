import { describe, expect, it } from 'vitest'

import type { DeviceDetail, DeviceEventView, DevicePage, DeviceTotals, DeviceView, NumberRun } from '@/domain/devices'

import { createRoom, type RoomPorts } from './createRoom'
import { asksToBeSeen, problemOf, sentenceOf } from './problems'
import { cellsOf, textOf } from './strip'
import { urgencyOf, waitOf } from './waited'

const AT = '2026-11-20T02:12:40.000Z'

function phone(id: string, changed: Partial<DeviceView> = {}): DeviceView {
  return {
    ...{ id, label: id.toUpperCase(), last_seen: AT, told_at: AT, version: '1.0.0', needs_person: 0, clock_offset_ms: 0 },
    ...{ trouble: null, gaps: 0, losses: 0, attention: ['waiting' as const], grave: false },
    outstanding: { reports: 1, photos: 0, bytes: 0, oldest: AT },
    storage: { persisted: true, writable: true },
    ...changed,
  }
}

const detailOf = (id: string): DeviceDetail => ({ ...phone(id), numbers: [], given: 0, missing: 0, asked: [], events: [] })
const totalsOf = (devices: number) => ({ devices, attention: devices, at: AT }) as DeviceTotals

/** A server with these phones; `asked` are the pages it was asked for. */
function server(attention: string[], quiet: string[] = []) {
  const asked: [string, string | null, number][] = []
  const lists = { attention, quiet }
  const page = (state: 'attention' | 'quiet', cursor: string | null, limit: number): DevicePage => {
    const from = Number(cursor ?? 0)
    const has_more = from + limit < lists[state].length
    const items = lists[state].slice(from, from + limit).map((id) => phone(id))
    return { items, has_more, cursor: has_more ? String(from + limit) : null, totals: totalsOf(lists.attention.length) }
  }
  const ports: RoomPorts = {
    list: async (state, cursor, limit) => (asked.push([state, cursor, limit]), page(state, cursor, limit)),
    totals: async () => totalsOf(lists.attention.length),
    get: async (id) => detailOf(id),
    contact: async (id) => ({ name: `of ${id}`, username: id }),
    markSeen: async (id) => detailOf(id),
    markAsked: async (id) => detailOf(id),
    onTotals: () => undefined,
  }
  return { lists, asked, ports }
}

const ids = (count: number, prefix = 'p') => Array.from({ length: count }, (_, i) => `${prefix}${i}`)
const shown = (room: ReturnType<typeof createRoom>) => room.shown.value.map((one) => one.id)

describe('the sync room', () => {
  it('chooses the phone that has waited longest and shows its numbers', async () => {
    const room = createRoom(server(['late', 'later']).ports)
    await room.refresh()
    expect([room.chosenId.value, room.detail.value?.id]).toEqual(['late', 'late'])
  })

  it('refreshes as many phones as are shown, in pages the server gives, and keeps the chosen one', async () => {
    const source = server(ids(500))
    const room = createRoom(source.ports)
    await room.refresh()
    for (let i = 0; i < 5; i += 1) await room.more(room.attention)
    await room.choose('p270')
    source.asked.length = 0
    source.lists.attention = ['new', ...ids(500)]
    await room.refresh()
    expect(source.asked.map(([, , limit]) => limit)).toEqual([200, 100])
    expect(shown(room)).toEqual(['new', ...ids(299)])
    expect(room.chosenId.value).toBe('p270')
  })

  it('lists nothing twice when the order changes between two pages', async () => {
    const source = server(ids(80))
    const room = createRoom(source.ports)
    await room.refresh()
    source.lists.attention = ['new', ...ids(80)]
    await room.more(room.attention)
    expect(new Set(shown(room)).size).toBe(shown(room).length)
  })

  it('keeps what it shows when the server cannot be reached', async () => {
    const source = server(ids(3))
    const room = createRoom(source.ports)
    await room.refresh()
    source.ports.list = async () => Promise.reject(new Error('gone'))
    await room.refresh()
    expect([shown(room), room.failure.value]).toEqual([ids(3), new Error('gone')])
  })

  it('reads the quiet phones only when somebody unfolds them', async () => {
    const source = server(['a'], ['q'])
    const room = createRoom(source.ports)
    await room.refresh()
    expect(source.asked.some(([state]) => state === 'quiet')).toBe(false)
    await room.toggleQuiet()
    expect(shown(room)).toEqual(['a', 'q'])
    await room.toggleQuiet()
    expect(shown(room)).toEqual(['a'])
  })

  it('names a person only for the phone that was asked about', async () => {
    const room = createRoom(server(['a', 'b']).ports)
    await room.refresh()
    await room.revealContact()
    expect(room.contact.value?.name).toBe('of a')
    await room.choose('b')
    expect(room.contact.value).toBeNull()
  })

  it('walks from row to row and stops at the ends', async () => {
    const room = createRoom(server(['a', 'b']).ports)
    await room.refresh()
    expect([room.step(-1)?.id, room.step(1)?.id]).toEqual(['a', 'b'])
    await room.choose('b')
    expect(room.step(1)?.id).toBe('b')
  })

  it('keeps the chosen phone in sight when it needs nobody any more', async () => {
    const source = server(['a', 'b'])
    const room = createRoom(source.ports)
    await room.refresh()
    source.lists.attention = ['b']
    await room.markAsked()
    expect([shown(room), room.chosen.value?.id]).toEqual([['b'], 'a'])
    await room.choose('b')
    expect(room.chosen.value?.id).toBe('b')
  })

  it('unfolds the quiet phones as they are now, none of them twice', async () => {
    const source = server(['a'], ['q'])
    const room = createRoom(source.ports)
    await room.refresh()
    await room.toggleQuiet()
    await room.toggleQuiet()
    Object.assign(source.lists, { attention: ['a', 'q'], quiet: [] })
    await room.refresh()
    await room.toggleQuiet()
    expect(shown(room)).toEqual(['a', 'q'])
  })

  it('does not say of one phone what failed for another', async () => {
    const source = server(['a', 'b'])
    const room = createRoom(source.ports)
    await room.refresh()
    source.ports.contact = async () => Promise.reject(new Error('busy'))
    await room.revealContact()
    expect(room.detailFailure.value).toEqual(new Error('busy'))
    const reading = room.choose('b')
    expect(room.detailFailure.value).toBeNull()
    await reading
  })

  it('says so when a note could not be made', async () => {
    const source = server(['a'])
    const room = createRoom(source.ports)
    await room.refresh()
    source.ports.markAsked = async () => Promise.reject(new Error('busy'))
    await room.markAsked()
    expect([room.detailFailure.value, room.busy.value]).toEqual([new Error('busy'), false])
  })
})

describe('the strip of numbers', () => {
  const runs: NumberRun[] = [
    { state: 'received', from: 1, to: 42 },
    { state: 'missing', from: 43, to: 44 },
    { state: 'waiting', from: 45, to: 45 },
  ]

  it('gives every number of a short run its cell, and a long run one', () => {
    const { cells, before } = cellsOf(runs)
    expect([textOf(cells), before]).toEqual([['1–42', '43', '44', '45'], 0])
  })

  it('shows the latest numbers of a phone with many breaks and says how many come before', () => {
    const many = Array.from({ length: 200 }, (_, i): NumberRun => ({ state: i % 2 ? 'missing' : 'received', from: i + 1, to: i + 1 }))
    const { cells, before } = cellsOf(many)
    expect([cells.length, cells.at(-1)?.to, before]).toEqual([60, 200, 140])
  })
})

describe('what is said of a phone', () => {
  it.each([
    [phone('a'), null],
    [phone('a', { losses: 2, trouble: { word: 'no-network', at: null } }), 'loss'],
    [phone('a', { storage: { persisted: null, writable: false } }), 'unwritable'],
    [phone('a', { trouble: { word: 'storage-full', at: null } }), 'storage-full'],
    [phone('a', { trouble: { word: 'of-a-newer-app', at: null } }), 'other'],
    [phone('a', { attention: ['silent'] }), 'silent'],
    [phone('a', { clock_offset_ms: -360_000 }), 'clockFast'],
    [phone('a', { clock_offset_ms: 360_000, trouble: { word: 'clock-wrong', at: null } }), 'clockSlow'],
    [phone('a', { clock_offset_ms: 200_000 }), null],
  ])('is the gravest thing that is the matter', (device, key) => {
    expect(problemOf(device)?.key ?? null).toBe(key)
  })

  it.each([
    ['2026-11-20T02:12:00Z', { key: 'minutes', slots: { m: 0 } }, 'calm'],
    ['2026-11-20T01:14:40Z', { key: 'minutes', slots: { m: 58 } }, 'late'],
    ['2026-11-19T23:52:00Z', { key: 'hours', slots: { h: 2, m: 20 } }, 'late'],
    ['2026-11-19T22:11:40Z', { key: 'hours', slots: { h: 4, m: 1 } }, 'overdue'],
    ['2026-11-16T22:12:40Z', { key: 'days', slots: { d: 3, h: 4 } }, 'overdue'],
    ['2026-11-21T00:00:00Z', { key: 'minutes', slots: { m: 0 } }, 'calm'],
    ['no moment', null, 'calm'],
    [null, null, 'calm'],
  ])('counts a wait since %s in two units', (since, wait, urgency) => {
    expect([waitOf(since, AT), urgencyOf(since, AT)]).toEqual([wait, urgency])
  })

  const event = (kind: string, facts: Record<string, unknown> = {}, seen_at: string | null = null): DeviceEventView => ({ id: kind, kind, at: AT, facts, seen_at })

  it('tells of a loss with its numbers when the phone told them', () => {
    expect(sentenceOf(event('loss', { expected: 5, found: 2, recovered: 1 }))).toEqual({ key: 'lossCounted', slots: { lost: 3, expected: 5, recovered: 1 } })
    expect(sentenceOf(event('loss', { expected: '5' })).key).toBe('loss')
    expect(sentenceOf(event('exported', { count: 4, photos: 9 }))).toEqual({ key: 'exportedCounted', slots: { n: 4 } })
    expect(sentenceOf(event('of-a-newer-app'))).toEqual({ key: 'other', slots: { kind: 'of-a-newer-app' } })
  })

  it('tells what a person found out about a browser at a crossing', () => {
    const found = { datum: 'gcj02', off_m: 12, accuracy_m: 8, readings: 8, browser: 'Chrome 121' }
    expect(sentenceOf(event('calibrated', found))).toEqual({ key: 'calibratedShifted', slots: { datum: 'GCJ-02', m: 12, browser: 'Chrome 121' } })
    expect(sentenceOf(event('calibrated', { ...found, datum: 'wgs84', browser: '' }))).toEqual({ key: 'calibrated', slots: { m: 12, browser: '—' } })
    expect(sentenceOf(event('calibrated', { datum: 'wgs84', undone: true })).key).toBe('calibrationUndone')
    expect(sentenceOf(event('calibrated', { datum: 7, off_m: 'far' }))).toEqual({ key: 'calibrated', slots: { m: '—', browser: '—' } })
  })

  it('asks that a loss be noted until it was', () => {
    expect([event('loss'), event('loss', {}, AT), event('exported')].map(asksToBeSeen)).toEqual([true, false, false])
  })
})
