import { describe, expect, it } from 'vitest'

import type { BreachView, LadderNow } from '@/domain/breach-ledger'
import { Failure } from '@/domain/problem'

import { createBreaches } from './createBreaches'
import { createLadder, faultOf } from './createLadder'

const breach = (id: string, more: Partial<BreachView> = {}): BreachView => ({
  ...{ id, rev: 1, shop: { id: 's', name: 'Tea', door: null, street: null }, segment: null, category: null, pledge_id: null, item: 'order', item_name: { zh: '', en: 'order' }, nth: 1, step: 'remind', state: 'handed-in', why: null },
  ...{ found_at: '', deadline: '', overdue: false, in_time: null, case_no: null, notice_id: null, appeal_state: null, appeal_due_at: null, handed_in: 1, doubts: [], note: '', before: [], hand_ins: [], appeal: null, appeal_until: '', events: [], moves: ['verdict'] },
  ...more,
})

function desk(more: Partial<Parameters<typeof createBreaches>[0]> = {}) {
  const asked: unknown[] = []
  const used = createBreaches({
    list: (query) => (asked.push(query), Promise.resolve({ items: [breach('b1'), breach('b2')], cursor: null, has_more: false })),
    get: (id) => Promise.resolve(breach(id)),
    judge: (id, rev, verdict, reason) => (asked.push([id, rev, verdict, reason]), Promise.resolve(breach(id, { rev: rev + 1, state: verdict === 'pass' ? 'closed' : 'open', moves: [] }))),
    escalate: (id, rev) => Promise.resolve(breach(id, { rev: rev + 1, state: 'escalated', moves: [] })),
    answerAppeal: (id, rev, granted, answer) => (asked.push([id, rev, granted, answer]), Promise.resolve(breach(id, { rev: rev + 1 }))),
    ...more,
  })
  return { used, asked }
}

describe('reviewing what was handed in', () => {
  it('begins with what waits and opens the first', async () => {
    const { used, asked } = desk()
    await used.ask('handed-in')
    expect([used.one.value?.id, used.can('verdict')]).toEqual(['b1', true])
    expect(asked[0]).toMatchObject({ state: 'handed-in' })
  })

  it('passes without a reason, and fails only with one', async () => {
    const { used, asked } = desk()
    await used.ask('handed-in')
    expect(await used.fail()).toBe(false)
    used.text.value = ' still there '
    expect(await used.fail()).toBe(true)
    expect([used.one.value?.state, used.items.value[0]?.state, used.text.value]).toEqual(['open', 'open', ''])
    await used.step(1)
    expect(await used.pass()).toBe(true)
    expect(asked.slice(-2)).toEqual([['b1', 1, 'fail', 'still there'], ['b2', 1, 'pass', '']])
  })

  it('keeps what was typed for one while another is looked at', async () => {
    const { used } = desk()
    await used.ask('handed-in')
    used.text.value = 'half'
    await used.step(1)
    expect(used.text.value).toBe('')
    await used.step(-1)
    expect(used.text.value).toBe('half')
  })

  it('shows what a faster colleague decided and keeps what was typed', async () => {
    let faster = false
    const { used } = desk({ get: (id) => Promise.resolve(breach(id, faster ? { rev: 2, state: 'closed', moves: [] } : {})), judge: () => ((faster = true), Promise.reject(new Failure('stale', 412))) })
    await used.ask('handed-in')
    used.text.value = 'mine'
    expect(await used.fail()).toBe(false)
    expect([used.one.value?.state, used.text.value, (used.refused.value as Failure).slug]).toEqual(['closed', 'mine', 'stale'])
  })

  it('opens the one that somebody was led to, wherever it is', async () => {
    const { used } = desk()
    await used.ask('all', 'b9')
    expect(used.one.value?.id).toBe('b9')
  })
})

describe('the ladder', () => {
  const now = (more: Partial<LadderNow> = {}): LadderNow => ({ rev: 4, steps: ['remind', 'notice', 'case'], window_days: 90, deadlines: { remind: { value: 1, unit: 'working_days' }, notice: { value: 1, unit: 'working_days' }, case: { value: 1, unit: 'working_days' } }, ...more })

  it('never answers a later time more mildly', () => {
    expect(faultOf(now())).toBeNull()
    expect(faultOf(now({ steps: ['notice', 'remind'] }))).toBe('milder')
    expect(faultOf(now({ window_days: 0 }))).toBe('window')
    expect(faultOf(now({ deadlines: { ...now().deadlines, case: { value: 1.5, unit: 'hours' } } }))).toBe('deadline')
  })

  it('is saved over the revision that was read, and a faster colleague is told of', async () => {
    const revs: number[] = []
    const ladder = createLadder({
      ladder: () => Promise.resolve(now({ rev: revs.length ? 5 : 4 })),
      setLadder: (wanted, rev) => (revs.push(rev), rev === 4 ? Promise.reject(new Failure('stale', 412)) : Promise.resolve({ ...wanted, rev: 6 })),
      ladderHistory: () => Promise.resolve([]),
    })
    await ladder.load()
    ladder.addStep()
    ladder.draft.value!.window_days = 60
    expect([await ladder.save(), ladder.meanwhile.value, ladder.draft.value?.window_days]).toEqual([false, true, 60])
    expect([await ladder.save(), ladder.now.value?.rev, ladder.changed.value]).toEqual([true, 6, false])
    expect(revs).toEqual([4, 5])
  })
})
