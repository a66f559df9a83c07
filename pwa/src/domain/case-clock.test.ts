import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import type { CaseClock } from './case-work'
import { countingOf, standingOf } from './case-clock'
import { colourOf, ends, read, type LimitUnit } from './limits'
import { byPress, dueOf, taskKind, type TaskCase } from './tasks'
import { HOUR_MS, MINUTE_MS, WorkingTime, type TimePlan } from './time-plan'

const file = new URL('../../../tests/contract/limit_vectors.json', import.meta.url)
const { calendar, plans } = JSON.parse(readFileSync(file, 'utf8')) as { calendar: { days_off: number[]; made_up: number[] }; plans: Record<string, TimePlan> }
const times = { plans: Object.values(plans), calendar }
const city = (text: string) => Date.parse(`${text}+08:00`)
const iso = (at: number) => new Date(at).toISOString()

function task(clock: Partial<CaseClock>, more: Partial<TaskCase> = {}): TaskCase {
  return { case_no: 'c', state: 'claimed', moves: [{ verb: 'dispose', needs: [] }], clock: clock as CaseClock, ...more } as TaskCase
}

describe('a case’s clock on the phone', () => {
  it('stands as the limits do, whenever it is looked at: working hours, over a weekend and a holiday', () => {
    const working = new WorkingTime(plans.office!, { days_off: new Set(calendar.days_off), made_up: new Set(calendar.made_up) })
    let looked = 0
    for (const [start, halves, unit] of [
      [city('2026-11-20T17:30:00'), 4, 'working_hours'],
      [city('2026-09-30T15:00:00'), 6, 'working_days'],
      [city('2026-11-20T22:00:00'), 48, 'hours'],
    ] as [number, number, LimitUnit][]) {
      const due = ends(start, { halves, unit }, working)
      const counting = unit === 'hours' ? { counted: (at: number) => at, reached: (at: number) => at } : working
      const total = counting.counted(due) - counting.counted(start)
      const warn = counting.reached(counting.counted(start) + total * 0.8)
      const clock = task({ plan: 'office', limit: { value: halves / 2, unit }, started_at: iso(start), due_at: iso(due), warn_at: iso(warn) })
      for (let now = start; now < due + 30 * HOUR_MS; now += 17 * MINUTE_MS) {
        const reading = read(start, { halves, unit }, [], working, now)
        const standing = standingOf(clock, countingOf(times), now)
        expect(standing.state).toBe(now > due ? 'over' : 'left')
        expect(standing.colour).toBe(now > due ? 'red' : colourOf(reading))
        if (Math.abs(reading.total - reading.used) < 8 * HOUR_MS && now <= due) expect(standing.ms).toBe(reading.total - reading.used)
        looked += 1
      }
    }
    expect(looked).toBeGreaterThan(300)
  })

  it('does not run through a night that nobody works; urgent ones do', () => {
    const clock = { plan: 'office', limit: { value: 2, unit: 'working_hours' }, started_at: iso(city('2026-11-20T17:30:00')), due_at: iso(city('2026-11-23T10:00:00')) }
    const now = city('2026-11-21T12:00:00')
    expect(standingOf(task(clock), countingOf(times), now).ms).toBe(1.5 * HOUR_MS)
    expect(standingOf(task(clock, { urgent: true }), countingOf(times), now).ms).toBe(46 * HOUR_MS)
    expect(standingOf(task(clock), countingOf(null), now).ms).toBe(46 * HOUR_MS)
  })

  it('is stopped while the case is suspended, but not for who checks it or has to come', () => {
    const paused = { paused_at: '2026-11-20T08:00:00Z', due_at: '2026-11-21T08:00:00Z', stage: { name: 'check', due_at: '2026-11-20T10:00:00Z' } }
    const now = Date.parse('2026-11-20T09:00:00Z')
    expect(standingOf(task(paused), countingOf(times), now)).toEqual({ state: 'paused', colour: null, ms: null, due_at: null })
    const check = task(paused, { state: 'checking', moves: [{ verb: 'check-pass', needs: [] }] })
    expect(standingOf(check, countingOf(null), now)).toMatchObject({ state: 'left', ms: HOUR_MS })
  })

  it('says nothing where there is no limit', () => {
    expect(standingOf(task({}), countingOf(times), 0).state).toBe('none')
    expect(standingOf({ ...task({}), clock: null }, countingOf(times), 0).state).toBe('none')
  })
})

describe('what is asked', () => {
  const moves = (...verbs: string[]) => verbs.map((verb) => ({ verb, needs: [] }))

  it.each([
    ['checking', ['check-pass', 'check-fail'], 'check'],
    ['disposed', ['check-pass', 'check-fail'], null],
    ['dispatched', ['claim', 'ask-return'], 'claim'],
    ['claimed', ['arrive', 'progress', 'dispose'], 'arrive'],
    ['claimed', ['progress', 'dispose'], 'handle'],
    ['claimed', ['progress'], 'handle'],
    ['rework', ['progress', 'dispose'], 'rework'],
    ['filed', ['dispatch', 'annotate'], null],
  ])('in %s with %j is %s', (state, verbs, kind) => {
    expect(taskKind({ state, moves: moves(...verbs) })).toBe(kind)
  })

  it('is due when its own limit ends: the rework’s before the whole, the stage’s for a check', () => {
    const clock = { due_at: '2026-11-23T08:00:00Z', rework_due_at: '2026-11-22T08:00:00Z', stage: { name: 'check', due_at: '2026-11-21T08:00:00Z' } }
    expect(dueOf(task(clock, { state: 'rework' }))).toBe(clock.rework_due_at)
    expect(dueOf(task(clock))).toBe(clock.due_at)
    expect(dueOf(task(clock, { state: 'checking', moves: moves('check-pass') }))).toBe(clock.stage.due_at)
  })

  it('comes urgent first, then what was sent back, then by when it is due', () => {
    const late = task({ due_at: '2026-11-25T08:00:00Z' }, { case_no: 'late' })
    const soon = task({ due_at: '2026-11-21T08:00:00Z' }, { case_no: 'soon' })
    const again = task({ due_at: '2026-11-26T08:00:00Z' }, { case_no: 'again', state: 'rework' })
    const danger = task({}, { case_no: 'danger', urgent: true })
    expect([late, soon, again, danger].sort(byPress).map(({ case_no }) => case_no)).toEqual(['danger', 'again', 'soon', 'late'])
  })
})
