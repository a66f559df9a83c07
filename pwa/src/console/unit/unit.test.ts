import { describe, expect, it } from 'vitest'

import type { CaseView, Page } from '@/domain/views'

import { bySegment, columnOf, deskOf, inOrder } from './columns'
import { createUnitDesk } from './createUnitDesk'

const NOON = Date.parse('2026-11-20T04:00:00Z')
function aCase(no: string, state: string, due: string | null, more: object = {}): CaseView {
  const limit = { value: 3, unit: 'hours' }
  const clock = due === null ? null : { plan: null, limit, started_at: '2026-11-20T00:00:00Z', due_at: due, warn_at: null, paused_at: null, used_ms: 0, total_ms: 36e5, colour: 'green', overdue: false, rework_due_at: null, stage: null, steps: [] }
  return { case_no: no, state, clock, segment: null, events: [], urgent: false, ...more } as unknown as CaseView
}

describe('the columns of a unit', () => {
  const over = aCase('over', 'claimed', '2026-11-20T03:00:00Z')
  const today = aCase('today', 'claimed', '2026-11-20T15:59:00Z')
  const midnight = aCase('midnight', 'claimed', '2026-11-20T16:00:00Z')

  it('go by the clock, and today ends at the midnight of the city', () => {
    expect([over, today, midnight].map((one) => columnOf(one, NOON))).toEqual(['over', 'today', 'later'])
    expect(columnOf(aCase('held', 'suspended', '2026-11-20T03:00:00Z'), NOON)).toBe('later')
  })

  it('stand urgent first, then rework, then by what is due; what was handed in is apart', () => {
    const rework = aCase('rework', 'rework', '2026-11-20T14:00:00Z')
    const urgent = aCase('urgent', 'dispatched', '2026-11-20T15:00:00Z', { urgent: true })
    const desk = deskOf([today, rework, aCase('sent', 'disposed', null), urgent, over], NOON)
    expect(inOrder(desk).map(({ case_no: no }) => no)).toEqual(['over', 'urgent', 'rework', 'today'])
    expect([desk.rework.map(({ case_no: no }) => no), desk.handed.map(({ case_no: no }) => no)]).toEqual([['rework'], ['sent']])
  })

  it('or by segment, each case once', () => {
    const [a, b] = [aCase('1', 'claimed', null, { segment: { code: 'R2', name: null } }), aCase('2', 'claimed', null, { segment: { code: 'R1', name: null } })]
    expect(bySegment([a, b]).map(({ code, cases }) => [code, cases.length])).toEqual([['R1', 1], ['R2', 1]])
  })
})

describe('the desk of a unit', () => {
  const page = (items: CaseView[]): Page<CaseView> => ({ items, cursor: null, has_more: false })

  it('shows its cases also while their pictures do not come', async () => {
    const desk = createUnitDesk({ list: async () => page([aCase('1', 'claimed', null)]), tasks: () => Promise.reject(new Error('down')) }, () => NOON)
    await desk.load()
    expect([desk.chosen.value?.case_no, desk.failure.value]).toEqual(['1', null])
  })

  it('lets go of a case that was given back, and moves one that was handed in below', async () => {
    const desk = createUnitDesk({ list: async () => page([aCase('1', 'claimed', null), aCase('2', 'claimed', null)]), tasks: async () => [] }, () => NOON)
    await desk.load()
    desk.put(aCase('1', 'filed', null))
    desk.put(aCase('2', 'disposed', null))
    expect([inOrder(desk.desk.value), desk.desk.value.handed.map(({ case_no: no }) => no)]).toEqual([[], ['2']])
  })
})
