import { describe, expect, it } from 'vitest'

import type { CaseCountsView } from '@/api/case-lists'
import type { BoardView, BulkItem } from '@/domain/dispatch'
import { Failure } from '@/domain/problem'
import type { CaseView } from '@/domain/views'

import { createBulk } from './createBulk'
import { createCounts } from './createCounts'
import { createSaved } from './createSaved'
import { NO_FILTERS, sameFilters, TABS } from './filters'

const aCase = (no: string, state = 'filed') => ({ case_no: no, rev: 2, state }) as CaseView
const board = (...items: [no: string, sure: boolean][]): BoardView => ({
  units: [],
  items: items.map(([no, sure]) => ({ case: { ...aCase(no), rev: 7 }, suggestion: { unit: { code: 'roads', name: null }, rule: 1, sure, why: [] }, candidates: [] })),
})

describe('doing one thing to several cases', () => {
  it('dispatches what the rules are sure of, and says of the others why not', async () => {
    const sent: BulkItem[][] = []
    const bulk = createBulk(
      { board: async () => board(['1', true], ['2', false]), dispatch: async (items) => (sent.push(items), items.map(({ case_no: no }) => ({ case_no: no, status: 200, case: aCase(no, 'dispatched'), problem: null }))), move: () => Promise.reject(new Error('none')) },
      () => undefined,
    )
    bulk.markAll([aCase('1'), aCase('2'), aCase('3', 'claimed')])
    await bulk.dispatch()
    expect(sent).toEqual([[{ case_no: '1', rev: 7, unit: 'roads' }]])
    expect(bulk.results.value.map(({ why, done }) => (done ? 'done' : why))).toEqual(['done', 'unsure', 'not-filed'])
    expect(bulk.count.value).toBe(0)
  })

  it('dispatches more than one request takes in several, and leaves none behind', async () => {
    const sent: number[] = []
    const numbers = Array.from({ length: 150 }, (_, i) => String(i))
    const bulk = createBulk(
      {
        board: async () => board(...numbers.map((no): [string, boolean] => [no, true])),
        dispatch: async (items) => (sent.push(items.length), items.map(({ case_no: no }) => ({ case_no: no, status: 200, case: aCase(no, 'dispatched'), problem: null }))),
        move: () => Promise.reject(new Error('none')),
      },
      () => undefined,
    )
    bulk.markAll(numbers.map((no) => aCase(no)))
    await bulk.dispatch()
    expect([sent, bulk.results.value.filter(({ done }) => done).length]).toEqual([[100, 50], 150])
  })

  it('goes on after a refusal, and stops where the network has gone with the choice kept', async () => {
    let answers: (CaseView | Failure)[] = [new Failure('stale', 412), aCase('2')]
    const bulk = createBulk(
      { board: async () => board(), dispatch: async () => [], move: async () => { const next = answers.shift(); if (next instanceof Failure || next === undefined) throw next; return next } },
      () => undefined,
    )
    bulk.markAll([aCase('1'), aCase('2')])
    await bulk.each({ verb: 'tag', campaign: 'spring' })
    expect(bulk.results.value.map(({ done }) => done)).toEqual([false, true])
    answers = [new Failure('no-network')]
    bulk.markAll([aCase('1')])
    await bulk.each({ verb: 'tag', campaign: 'spring' })
    expect([(bulk.failure.value as Failure).slug, bulk.count.value]).toEqual(['no-network', 1])
  })
})

describe('the counts of the tabs', () => {
  it('come from one answer for all states and one for each other tab', async () => {
    const asked: object[] = []
    const whole: CaseCountsView = { all: { count: 9, more: true }, states: { disposed: { count: 2, more: false }, checking: { count: 3, more: true }, filed: { count: 1, more: false } } }
    const counts = createCounts(async (filter) => (asked.push(filter), Object.keys(filter).length ? { all: { count: 4, more: false }, states: {} } : whole))
    await counts.load()
    expect([counts.counts.value.check, counts.counts.value.overdue, counts.counts.value.all]).toEqual([{ count: 5, more: true }, { count: 4, more: false }, { count: 9, more: true }])
    expect(asked).toHaveLength(4)
  })

  it('are left out where they do not come', async () => {
    const counts = createCounts(() => Promise.reject(new Error('down')))
    await counts.load()
    expect(counts.counts.value).toEqual({})
  })
})

describe('filters that are kept', () => {
  it('replace the own one of the same name, never one that came with a role', async () => {
    const kept: unknown[] = []
    const api = {
      filters: async () => [{ id: 'r', name: 'Night', query: {}, role: 'supervisor', rev: 3 }, { id: 'o', name: 'Mine', query: {}, role: null, rev: 5 }],
      keep: async (id: string, name: string, query: Record<string, string>, rev: number | null) => (kept.push([id, name, query, rev]), { id, name, query, role: null, rev: (rev ?? 0) + 1 }),
      drop: async () => undefined,
    }
    const saved = createSaved(api, () => 'new')
    await saved.load()
    await saved.keep(' Mine ', { ...NO_FILTERS, state: 'rework' })
    await saved.keep('Night', { ...NO_FILTERS })
    expect(kept).toEqual([['o', 'Mine', { state: 'rework' }, 5], ['new', 'Night', {}, null]])
  })

  it('are known again by what they hold', () => {
    expect(sameFilters(TABS[0]!.query, { ...NO_FILTERS, ...TABS[0]!.query })).toBe(true)
    expect(sameFilters({ state: 'filed' }, { state: 'filed', sort: 'due' })).toBe(false)
  })
})
