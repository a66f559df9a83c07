import { describe, expect, it } from 'vitest'

import type { RosterApi } from '@/api/roster'
import type { DutyView, UnitView } from '@/domain/roster'

import { createRoster } from './createRoster'
import { dutyRows, hoursOn, shiftAt, shiftsOn, treeOf, weekOf } from './tree'

const unit = (code: string, above: string | null = null): UnitView => ({ code, name: code, kind: 'unit', parent_code: above, duty_phone: null, word: null, outside: false, active: true, rev: 1 })
const duty = (id: string, starts_at: string, ends_at: string): DutyView => ({ id, unit: 'a', person: { id: 'p', name: 'Li' }, stand_in_for: null, starts_at, ends_at, rev: 1 })

describe('the tree of units', () => {
  it('puts each below the one above it, and loses none whose parent is unknown or goes round in a circle', () => {
    const branches = treeOf([unit('crew', 'squad'), unit('head'), unit('squad', 'head'), unit('lost', 'gone'), unit('x', 'y'), unit('y', 'x')])
    expect(branches.map(({ unit: { code }, depth }) => [code, depth])).toEqual([['head', 0], ['squad', 1], ['crew', 2], ['lost', 0], ['x', 0], ['y', 1]])
  })
})

describe('a week of duty', () => {
  it('begins on the Monday of the city, also late on its Sunday', () => {
    const week = weekOf(Date.parse('2026-11-22T15:59:00Z'))
    expect([week[0]?.date, week[6]?.date, week[6]?.weekday]).toEqual(['2026-11-16', '2026-11-22', 7])
    expect(weekOf(Date.parse('2026-11-22T16:00:00Z'))[0]?.date).toBe('2026-11-23')
  })

  it('shows a night shift on both of its days, in their order', () => {
    const week = weekOf(Date.parse('2026-11-20T04:00:00Z'))
    const night = duty('night', '2026-11-20T12:00:00Z', '2026-11-21T00:00:00Z')
    const day = duty('day', '2026-11-20T00:00:00Z', '2026-11-20T12:00:00Z')
    expect(week.map((one) => shiftsOn(one, [night, day]).map(({ id }) => id))).toEqual([[], [], [], [], ['day', 'night'], ['night'], []])
  })

  it('says of each day what of a longer shift lies on it', () => {
    const week = weekOf(Date.parse('2026-11-20T04:00:00Z'))
    const long = duty('long', '2026-11-17T00:00:00Z', '2026-11-19T02:00:00Z')
    const at = (day: number) => {
      const { from, to } = hoursOn(week[day]!, long)
      return [from, to].map((moment) => (moment === null ? null : new Date(moment).toISOString()))
    }
    expect([at(1), at(2), at(3)]).toEqual([['2026-11-17T00:00:00.000Z', null], [null, null], [null, '2026-11-19T02:00:00.000Z']])
  })

  it('has a row for the unit itself and for each below it that has somebody, as the tree goes', () => {
    const [head, squad, crew, idle] = [unit('head'), unit('squad', 'head'), unit('crew', 'squad'), unit('idle', 'head')]
    const of = (code: string) => ({ ...duty(`of ${code}`, '2026-11-20T00:00:00Z', '2026-11-20T12:00:00Z'), unit: code })
    const rows = (duties: DutyView[]) => dutyRows(head, [crew, idle, squad, head], duties).map((row) => [row.unit.code, row.duties.map(({ id }) => id)])
    expect(rows([of('crew'), of('squad'), of('head')])).toEqual([['head', ['of head']], ['squad', ['of squad']], ['crew', ['of crew']]])
    expect(rows([])).toEqual([['head', []]])
  })

  it('takes an end before its beginning for the next morning', () => {
    const night = { starts_at: '2026-11-20T12:00:00.000Z', ends_at: '2026-11-21T00:00:00.000Z' }
    expect([shiftAt('2026-11-20', '20:00', '2026-11-20', '08:00'), shiftAt('2026-11-20', '20:00', '2026-11-21', '08:00')]).toEqual([night, night])
  })

  it('ends on its last day, be it a week later', () => {
    expect(shiftAt('2026-11-20', '08:00', '2026-11-27', '08:00')).toEqual({ starts_at: '2026-11-20T00:00:00.000Z', ends_at: '2026-11-27T00:00:00.000Z' })
  })
})

describe('the roster', () => {
  it('shows the people of the unit that is looked at, although another answer comes later', async () => {
    const answers: Record<string, (members: never[]) => void> = {}
    const api = {
      units: async () => [unit('a'), unit('b')],
      members: (code: string) => new Promise((resolve) => (answers[code] = resolve as never)),
      duty: async () => [],
    } as unknown as RosterApi
    const roster = createRoster(api, () => 0, () => 'new')
    await roster.load()
    const [first, second] = [roster.pick('a'), roster.pick('b')]
    answers.b?.([{ id: 'p2', name: 'Wang', roles: [], on_duty: true } as never])
    answers.a?.([{ id: 'p1', name: 'Li', roles: [], on_duty: false } as never])
    await Promise.all([first, second])
    expect(roster.members.value.map(({ name }) => name)).toEqual(['Wang'])
  })

  it('changes a shift with the revision it was read at, and enters a new one under an id of its own', async () => {
    const asked: unknown[] = []
    const api = {
      putDuty: async (id: string, _fields: object, rev: number | null) => (asked.push([id, rev]), duty(id, '2026-11-20T00:00:00Z', '2026-11-20T12:00:00Z')),
    } as unknown as RosterApi
    const roster = createRoster(api, () => 0, () => 'new')
    const fields = { unit: 'a', person: 'p', stand_in_for: null, starts_at: '', ends_at: '' }
    await roster.putDuty(fields, null)
    await roster.putDuty(fields, duty('old', '', ''))
    expect(asked).toEqual([['new', null], ['old', 1]])
  })
})
