import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { colourOf, read, type ClockEvent, type LimitUnit } from './limits'
import { WorkingTime, type TimePlan } from './time-plan'

type Row = [
  plan: string, start: number, halves: number, unit: LimitUnit, events: [number, ClockEvent['what'], number?, LimitUnit?][], now: number,
  used: number, total: number, due: number, paused: boolean, stopped: boolean, colour: string,
]
interface Vectors {
  calendar: { days_off: number[]; made_up: number[] }
  plans: Record<string, TimePlan>
  rows: Row[]
}
const vectors = JSON.parse(readFileSync(new URL('../../../tests/contract/limit_vectors.json', import.meta.url), 'utf8')) as Vectors
const calendar = { days_off: new Set(vectors.calendar.days_off), made_up: new Set(vectors.calendar.made_up) }

describe('a clock on the phone', () => {
  it.each(Object.entries(vectors.plans))('stands as the server’s does: plan %s', (code, plan) => {
    const working = new WorkingTime(plan, calendar)
    const rows = vectors.rows.filter(([of]) => of === code)
    expect(rows.length).toBeGreaterThan(100)
    for (const [, start, halves, unit, told, now, used, total, due_at, paused, stopped, colour] of rows) {
      const events = told.map(([at, what, by, of]): ClockEvent => ({ at, what, by: by && of ? { halves: by, unit: of } : null }))
      const reading = read(start, { halves, unit }, events, working, now)
      expect(reading).toEqual({ used, total, due_at, paused, stopped })
      expect(colourOf(reading)).toBe(colour)
    }
  })

  it('of a plan without any work says so instead of counting for ever', () => {
    const idle = new WorkingTime({ code: 'idle', weeks: [{ from_day: 0, days: [[], [], [], [], [], [], []] }], keeps_holidays: true }, calendar)
    for (const unit of ['working_hours', 'working_days'] as const) {
      expect(() => read(1.77e12, { halves: 2, unit }, [], idle, 1.78e12)).toThrow('idle')
    }
  })
})
