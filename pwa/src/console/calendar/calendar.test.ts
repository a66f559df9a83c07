import { describe, expect, it } from 'vitest'

import type { CalendarView, PlanView, YearView } from '@/domain/calendar'
import { Failure } from '@/domain/problem'

import { createCalendar, type CalendarPorts } from './createCalendar'
import { createPlans, NEW_PLAN, planFault, sameDays } from './createPlans'
import { daysOf, differences, kindOf, monthsOf, runsOf, turned, worked } from './days'
import { fileFault, fileText } from './fileText'
import { mainLimit, trialOf } from './trial'

const Y2026: YearView = { year: 2026, days_off: ['2026-10-01', '2026-10-02', '2026-10-03'], made_up: ['2026-10-10'], source: 'a', rev: 0 }
const OFFICE: PlanView = { code: 'office', weeks: [{ from: null, days: [...Array.from({ length: 5 }, (): [string, string][] => [['08:30', '12:00'], ['14:30', '18:00']]), [], []] }], keeps_holidays: true, groups: [], rev: 0 }
const STREET: PlanView = { code: 'street_order', weeks: [{ from: null, days: Array.from({ length: 7 }, (): [string, string][] => [['07:00', '22:00']]) }], keeps_holidays: false, groups: ['four_disorders'], rev: 0 }

describe('the days of a year', () => {
  it('hang in months whose weeks begin with Monday', () => {
    const months = monthsOf(2026)
    expect([months.length, months[0], daysOf(2024).length]).toEqual([12, { month: 1, before: 3, days: daysOf(2026).slice(0, 31) }, 366])
  })

  it('are worked, off, a weekend or made up, and turn from one into the other', () => {
    expect(['2026-10-01', '2026-10-03', '2026-10-10', '2026-10-11', '2026-10-12'].map((day) => kindOf(day, Y2026))).toEqual(['off', 'off', 'made-up', 'weekend', 'work'])
    const weekday = turned('2026-10-12', Y2026)
    expect([kindOf('2026-10-12', weekday), turned('2026-10-12', weekday)]).toEqual(['off', Y2026])
    const sunday = ['off', 'made-up', 'weekend'].map((kind, times) => [kind, kindOf('2026-10-11', Array.from({ length: times + 1 }).reduce<YearView>((year) => turned('2026-10-11', year), Y2026))])
    expect(sunday.every(([expected, found]) => expected === found)).toBe(true)
  })

  it('are told as runs, and what differs as what it becomes', () => {
    expect(runsOf(2026, Y2026)).toEqual([{ kind: 'off', first: '2026-10-01', last: '2026-10-03' }, { kind: 'made-up', first: '2026-10-10', last: '2026-10-10' }])
    const after = { days_off: ['2026-10-02'], made_up: ['2026-10-10'] }
    expect(differences(2026, Y2026, after)).toEqual([{ kind: 'work', first: '2026-10-01', last: '2026-10-01' }, { kind: 'weekend', first: '2026-10-03', last: '2026-10-03' }])
    expect(worked(2026, after) - worked(2026, Y2026)).toBe(1)
  })
})

function page(more: Partial<CalendarPorts> = {}) {
  const sent: YearView[][] = []
  let told: CalendarView = { years: [Y2026], missing: 2027 }
  const calendar = createCalendar(
    {
      calendar: () => Promise.resolve(told),
      setYears: (years) => (sent.push(years), (told = { years: [...told.years.filter(({ year }) => !years.some((one) => one.year === year)), ...years.map((one) => ({ ...one, rev: one.rev + 1 }))], missing: null }), Promise.resolve(told)),
      readFile: () => Promise.resolve([{ year: 2027, days_off: ['2027-01-01'], made_up: [], source: 'a file', rev: 0 }]),
      ...more,
    },
    2026,
  )
  return { calendar, sent, tell: (view: CalendarView) => (told = view) }
}

describe('a calendar on its way to another version', () => {
  it('is turned day by day and saved with the revision that was read', async () => {
    const { calendar, sent } = page()
    await calendar.load()
    expect([calendar.listed.value, await calendar.save()]).toEqual([[2026, 2027], false])
    calendar.turn('2026-11-02')
    calendar.turn('2026-11-02')
    expect(calendar.changes.value).toEqual([])
    calendar.turn('2026-11-02')
    expect(calendar.changes.value).toEqual([{ year: 2026, isNew: false, runs: [{ kind: 'off', first: '2026-11-02', last: '2026-11-02' }], source: 'a' }])
    expect([await calendar.save(), sent[0]?.[0]?.rev, calendar.changes.value, calendar.year.value.rev]).toEqual([true, 0, [], 1])
  })

  it('takes a file as a draft that is looked at before it counts', async () => {
    const { calendar, sent } = page()
    await calendar.load()
    expect([await calendar.read('…'), calendar.shown.value, sent]).toEqual([true, 2027, []])
    expect(calendar.changes.value).toEqual([{ year: 2027, isNew: true, runs: [{ kind: 'off', first: '2027-01-01', last: '2027-01-01' }], source: 'a file' }])
    calendar.revert()
    expect(calendar.changes.value).toEqual([])
  })

  it('tells what is wrong with a file and loads nothing of it', async () => {
    const { calendar } = page({ readFile: () => Promise.reject(new Failure('invalid-body', 422)) })
    await calendar.load()
    expect([await calendar.read('?'), calendar.failure.value, calendar.changes.value]).toEqual([false, new Failure('invalid-body', 422), []])
  })

  it('keeps what was turned when somebody else was faster, beside what counts now', async () => {
    let first = true
    const { calendar, tell, sent } = page()
    const slow = page({
      calendar: () => Promise.resolve(first ? { years: [Y2026], missing: 2027 } : { years: [{ ...Y2026, rev: 4, source: 'theirs' }], missing: 2027 }),
      setYears: (years) => (years[0]?.rev === 4 ? Promise.resolve({ years, missing: null }) : Promise.reject(new Failure('stale', 412))),
    }).calendar
    await slow.load()
    slow.turn('2026-11-02')
    first = false
    expect([await slow.save(), slow.outpaced.value, slow.changes.value[0]?.runs.length]).toEqual([false, true, 1])
    expect([await slow.save(), slow.outpaced.value]).toEqual([true, false])
    expect([calendar.loaded.value, sent.length, tell({ years: [], missing: null }).years]).toEqual([false, 0, []])
  })
})

describe('time plans', () => {
  it('are saved with their revision, and say what keeps them from it', async () => {
    const sent: unknown[] = []
    const plans = createPlans({ plans: () => Promise.resolve([OFFICE, STREET]), setPlan: (...all) => (sent.push(all), Promise.resolve(STREET)) })
    await plans.load()
    plans.edit({ ...STREET, keeps_holidays: true })
    expect(plans.drafted.value.find(({ code }) => code === 'street_order')?.keeps_holidays).toBe(true)
    expect([await plans.save(), sent, plans.draft.value]).toEqual([true, [['street_order', { weeks: STREET.weeks, keeps_holidays: true, groups: ['four_disorders'] }, 0]], null])
    expect(planFault(NEW_PLAN)).toBe('code')
  })

  it('keep what was typed when somebody else was faster', async () => {
    let rev = 0
    const plans = createPlans({ plans: () => Promise.resolve([{ ...STREET, rev }]), setPlan: () => Promise.reject(new Failure('stale', 412)) })
    await plans.load()
    plans.edit({ ...STREET, keeps_holidays: true })
    rev = 7
    expect([await plans.save(), plans.outpaced.value, plans.draft.value]).toEqual([false, true, { ...STREET, keeps_holidays: true, rev: 7 }])
  })

  it.each([
    ['time', [['8:30', '12:00']]],
    ['time', [['08:30', '24:30']]],
    ['order', [['12:00', '08:30']]],
    ['order', [['08:30', '12:00'], ['11:00', '13:00']]],
    [null, [['00:00', '06:00'], ['22:00', '24:00']]],
  ] as const)('cannot have what is no day of work: %s', (fault, shifts) => {
    expect(planFault({ code: 'night', weeks: [{ from: null, days: Array.from({ length: 7 }, () => shifts.map(([from, to]): [string, string] => [from, to])) }] })).toBe(fault)
  })

  it('need work, and weeks that begin on different days, one of them long ago', () => {
    const [week] = OFFICE.weeks
    const idle = { from: null, days: Array.from({ length: 7 }, () => []) }
    expect([planFault({ code: 'x1', weeks: [idle] }), planFault({ code: 'x1', weeks: [week!, week!] }), planFault({ code: 'x1', weeks: [{ ...week!, from: '2026-01-01' }] })]).toEqual(['work', 'from', 'from'])
  })

  it('say days with the same shifts together', () => {
    expect(sameDays(OFFICE.weeks[0]!.days).map(({ first, last }) => [first, last])).toEqual([[0, 4], [5, 6]])
  })
})

describe('a file of days', () => {
  it('is read in UTF-8 and in the GB18030 of a Chinese spreadsheet', async () => {
    expect(await fileText(new Blob(['2027-01-01,休']))).toBe('2027-01-01,休')
    expect(await fileText(new Blob([new Uint8Array([0x2c, 0xd0, 0xdd])]))).toBe(',休')
  })

  it('is refused with the place where it is wrong', () => {
    const refused = (pointer: string) => fileFault(new Failure('invalid-body', 422, { slug: 'invalid-body', status: 422, title: '', detail: null, facts: { errors: [{ pointer }] } }))
    expect([refused('/lines/3'), refused('/years/1/made_up'), refused('/text'), fileFault(new Failure('no-network'))]).toEqual([{ kind: 'line', n: 3 }, { kind: 'year', n: 2 }, { kind: 'other' }, null])
  })
})

describe('a trial', () => {
  const shop = { group: 'four_disorders', urgency: 'normal' as const, limits: [{ step: 'handle', value: 2, unit: 'working_hours' }] }
  const at = Date.parse('2026-09-30T17:00:00+08:00')

  it('counts by the plan of the category with the days as they would be', () => {
    expect(trialOf(shop, at, [OFFICE, STREET], [Y2026])).toEqual({ limit: shop.limits[0], plan: 'street_order', dueAt: Date.parse('2026-09-30T19:00:00+08:00') })
    const other = { ...shop, group: 'other' }
    expect(trialOf(other, at, [OFFICE, STREET], [Y2026])?.dueAt).toBe(Date.parse('2026-10-05T09:30:00+08:00'))
    expect(trialOf(other, at, [OFFICE, STREET], [{ ...Y2026, days_off: [] }])?.dueAt).toBe(Date.parse('2026-10-01T09:30:00+08:00'))
  })

  it('runs round the clock where the limit is natural, and says nothing without a limit', () => {
    const cover = { group: 'manhole', urgency: 'urgent' as const, limits: [{ step: 'warn', value: 1, unit: 'hours' }, { step: 'cover', value: 3, unit: 'hours' }] }
    expect(trialOf(cover, at, [OFFICE, STREET], [Y2026])).toEqual({ limit: cover.limits[1], plan: null, dueAt: at + 3 * 3_600_000 })
    expect([trialOf({ ...shop, limits: [] }, at, [OFFICE], []), mainLimit([])]).toEqual([null, null])
  })
})
