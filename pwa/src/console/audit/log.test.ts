import { describe, expect, it } from 'vitest'

import type { LogEntry, LogPage } from '@/domain/log'
import { sha256Now } from '@/domain/digest'

import { brokenIn } from './chain'
import { createLog, logFilters, setLogFilters } from './createLog'
import { objectFrom } from './objects'

const ID = '0197f1a2-0000-7000-8000-0000cafe1234'
const hashOf = (line: string) => sha256Now(new TextEncoder().encode(line))

/** A chain as the server lists it, newest first. */
function chain(length: number): LogEntry[] {
  const entries: LogEntry[] = []
  let before = '0'.repeat(64)
  for (let seq = 1; seq <= length; seq++) {
    const line = [seq, '2026-11-21T04:00:00.000000Z', '-', '-', 'login', 'person', ID, '{}', before].join('\t')
    entries.unshift({ seq, at: '2026-11-21T04:00:00.000000Z', actor_id: null, device_id: null, action: 'login', object_kind: 'person', object_id: ID, facts: {}, prev_hash: before, hash: hashOf(line), line })
    before = hashOf(line)
  }
  return entries
}

const page = (items: LogEntry[], more: Partial<LogPage> = {}): LogPage => ({ items, people: {}, cursor: null, has_more: false, ...more })

describe('what a browser says of the chain', () => {
  it('finds nothing wrong with entries as they were made, also where others lie between', () => {
    expect(brokenIn(chain(4))).toEqual([])
    expect(brokenIn(chain(9).filter(({ seq }) => seq % 2 === 0))).toEqual([])
  })

  it('names an entry whose line was altered', () => {
    const altered = chain(3).map((entry) => (entry.seq === 2 ? { ...entry, line: entry.line.replace('login', 'logout') } : entry))
    expect(brokenIn(altered)).toEqual([2])
  })

  it('names an entry that does not follow its neighbour', () => {
    const [third, second, first] = chain(3) as [LogEntry, LogEntry, LogEntry]
    const line = second.line.replace('login', 'logout')
    expect(brokenIn([third, { ...second, line, hash: hashOf(line) }, first])).toEqual([3])
  })

  it('names an entry that tells another hash before than its line', () => {
    const [second, first] = chain(2) as [LogEntry, LogEntry]
    expect(brokenIn([{ ...second, prev_hash: 'f'.repeat(64) }, first])).toEqual([2])
  })
})

describe('the field for an object', () => {
  it.each([
    ['4101042026112000001', 'case:4101042026112000001'],
    [` ${ID.toUpperCase()} `, `report:${ID}`],
    ['A'.repeat(64), `photo:${'a'.repeat(64)}`],
    ['areas:2026-11-20.1', 'areas:2026-11-20.1'],
    ['00001', null],
    ['', null],
  ])('reads %s', (text, object) => expect(objectFrom(text)).toBe(object))
})

describe('the log', () => {
  it('asks for what the address says and keeps the names of all pages', async () => {
    const asked: unknown[] = []
    const entries = chain(3)
    const log = createLog({
      list: (filter) => {
        asked.push(filter)
        return Promise.resolve(filter?.cursor ? page(entries.slice(2), { people: { b: '王' } }) : page(entries.slice(0, 2), { people: { a: '李' }, cursor: 'next', has_more: true }))
      },
      roots: () => Promise.reject(new Error('not asked')),
    })
    const filters = logFilters({ object: ' 4101042026112000001', action: 'verdict', person: ['x'] })
    expect(setLogFilters(filters)).toEqual({ object: '4101042026112000001', action: 'verdict' })
    await log.ask(filters)
    await log.entries.more()
    const wanted = { object: 'case:4101042026112000001', action: 'verdict', limit: 50 }
    expect(asked).toEqual([wanted, { ...wanted, cursor: 'next' }])
    expect(log.people.value).toEqual({ a: '李', b: '王' })
    expect(log.broken.value).toEqual([])
  })

  it('asks nothing for an object it cannot make out', async () => {
    const log = createLog({ list: () => Promise.reject(new Error('not asked')), roots: () => Promise.reject(new Error('not asked')) })
    await log.ask({ object: '00001', action: '', person: '' })
    expect(log.unclear.value).toBe(true)
    expect(log.entries.failure.value).toBe(null)
  })

  it('walks and opens one entry at a time', async () => {
    const log = createLog({ list: () => Promise.resolve(page(chain(2))), roots: () => Promise.reject(new Error('not asked')) })
    await log.ask({ object: '', action: '', person: '' })
    log.step(1)
    log.step(1)
    log.toggle(log.current.value?.seq)
    expect([log.row.value, log.openSeq.value]).toEqual([1, 1])
    log.toggle(2)
    expect(log.openSeq.value).toBe(2)
    log.toggle(2)
    expect(log.openSeq.value).toBe(null)
  })
})
