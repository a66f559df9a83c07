import { describe, expect, it } from 'vitest'

import type { BoardItem, BulkItem, RulesBody, RuleSet } from '@/domain/dispatch'
import { Failure } from '@/domain/problem'
import type { CaseView } from '@/domain/views'

import { createBoard } from './createBoard'
import { createRules, everywhereAt, NEW_RULE } from './createRules'

const item = (no: string, sure: boolean, unit: string | null = 'roads', returned = false): BoardItem => ({
  case: { case_no: no, rev: 3, events: [] } as unknown as CaseView,
  suggestion: { unit: unit === null ? null : { code: unit, name: unit }, rule: sure ? 1 : null, sure, why: [] },
  candidates: [],
  returned: returned ? { unit: { code: 'east', name: 'East' }, reason: 'not-ours', note: null, at: '2026-11-20T00:00:00Z' } : null,
})

function boardOf(items: BoardItem[], refuse: Failure | null = null) {
  const asked: unknown[] = []
  const given: string[] = []
  const board = createBoard(
    {
      board: async () => ({ items, units: [] }),
      move: async (no, order, rev) => {
        asked.push([no, order, rev])
        if (refuse) throw refuse
        return { case_no: no, unit: { code: order.unit } } as CaseView
      },
      bulk: async (wanted: BulkItem[]) => {
        asked.push(wanted)
        return wanted.map(({ case_no: no }, i) => (i === 0 ? { case_no: no, status: 200, case: { case_no: no } as CaseView, problem: null } : { case_no: no, status: 412, case: null, problem: { type: '/problems/stale' } }))
      },
    },
    (found) => given.push(found.case_no),
  )
  return { board, asked, given }
}

describe('the dispatch board', () => {
  it('gives the case to the unit of its rule, or to the one a person chose, and goes on to the next', async () => {
    const { board, asked, given } = boardOf([item('1', true), item('2', false, null)])
    await board.load()
    await board.give()
    expect([asked, given, board.item.value?.case.case_no]).toEqual([[['1', { verb: 'dispatch', unit: 'roads' }, 3]], ['1'], '2'])
    expect(await board.give()).toBe(false)
    board.choose('east')
    await board.give()
    expect([asked[1], board.items.value]).toEqual([['2', { verb: 'dispatch', unit: 'east' }, 3], []])
  })

  it('lets only what the rules are sure of be given away together, and tells what became of each', async () => {
    const { board, asked } = boardOf([item('1', true), item('2', false), item('3', true)])
    await board.load()
    board.toggle(board.items.value[1]!)
    expect(board.chosen.value).toEqual([])
    board.markSure()
    await board.giveChosen()
    expect((asked[0] as BulkItem[]).map(({ case_no: no }) => no)).toEqual(['1', '3'])
    expect(board.results.value.map(({ done }) => done)).toEqual([true, false])
    expect((board.results.value[1]!.why as Failure).slug).toBe('stale')
  })

  it('reads again when somebody else was faster, and keeps what was chosen', async () => {
    const { board } = boardOf([item('1', false)], new Failure('stale', 412))
    await board.load()
    board.choose('east')
    expect(await board.give()).toBe(false)
    expect([(board.refused.value as Failure).slug, board.unit.value]).toEqual(['stale', 'east'])
  })

  it('tells apart what a person must decide and what was returned', async () => {
    const { board } = boardOf([item('1', true), item('2', false), item('3', true, 'roads', true)])
    await board.load()
    board.showDoubtful(true)
    expect(board.shown.value.map((one) => one.case.case_no)).toEqual(['2'])
    expect(board.returned.value.map((one) => one.case.case_no)).toEqual(['3'])
  })
})

describe('the rules of dispatch', () => {
  const inForce: RuleSet = { version: 4, rules: [{ ...NEW_RULE, unit: 'a' }, { ...NEW_RULE, unit: 'b' }], fallbacks: [], automatic: false, automatic_categories: [], green_channel: true }

  function rulesOf(refuse: Failure | null = null) {
    const saved: [RulesBody, number, string][] = []
    const rules = createRules({
      rules: async () => inForce,
      tryOut: async () => ({ cases: 9, same: 8, elsewhere: 1, nowhere: 0, waiting: 0, differences: [] }),
      save: async (body, version, reason) => {
        saved.push([body, version, reason])
        if (refuse) throw refuse
        return { ...inForce, ...body, version: version + 1 }
      },
    })
    return { rules, saved }
  }

  it('have last resorts in an order of their own, which are tried and saved with them', async () => {
    const { rules, saved } = rulesOf()
    await rules.load()
    const [east, all] = [{ segments: [], cells: [], street: '4101', unit: 'east' }, { segments: [], cells: [], street: null, unit: 'hq' }]
    rules.putFallback(0, all)
    rules.putFallback(1, east)
    expect(everywhereAt(rules.draft.value.fallbacks)).toBe(0)
    rules.moveFallback(1, -1)
    rules.moveFallback(1, 1)
    expect([rules.draft.value.fallbacks.map(({ unit }) => unit), everywhereAt(rules.draft.value.fallbacks), rules.changed.value, rules.canSave.value]).toEqual([['east', 'hq'], 1, true, false])
    await rules.tryOut()
    expect(await rules.save('who takes the rest')).toBe(true)
    expect(saved[0]?.[0].fallbacks).toEqual([east, all])
    rules.removeFallback(0)
    expect(rules.draft.value.fallbacks).toEqual([all])
  })

  it('are saved only after exactly them have been tried', async () => {
    const { rules, saved } = rulesOf()
    await rules.load()
    rules.move(0, 1)
    expect([rules.changed.value, await rules.save('why')]).toEqual([true, false])
    await rules.tryOut()
    rules.put(2, { ...NEW_RULE, unit: 'c' })
    expect(await rules.save('why')).toBe(false)
    await rules.tryOut()
    expect(await rules.save('why')).toBe(true)
    expect([saved[0]![0].rules.map(({ unit }) => unit), saved[0]![1], rules.changed.value]).toEqual([['b', 'a', 'c'], 4, false])
  })

  it('keep what was changed when somebody else saved first', async () => {
    const { rules } = rulesOf(new Failure('stale', 412))
    await rules.load()
    rules.remove(0)
    await rules.tryOut()
    await rules.save('why')
    expect([rules.stale.value, rules.draft.value.rules.length]).toEqual([true, 1])
  })
})
