import { describe, expect, it } from 'vitest'

import type { FiguresApi } from '@/api/figures'
import type { Figure, RankingView } from '@/domain/figures'
import { createFigures, type Question } from './createFigures'
import { daysOf, periodBeside, periodOf, SPANS, spanOf } from './period'

const RANKING: RankingView = { least: 30, rankings: {} }
const MONTH: Question = { period: '2026-11', by: null, ranked: 'segment' }

function figure(id: string, more: Partial<Figure> = {}): Figure {
  const text = { zh: id, en: id }
  return { id, definition: { id, version: 1, base: 'due', name: text, text }, of: 'cases', numerator: 1, denominator: 2, value: '50.00', why_not: null, groups: [], ...more }
}

function desk(more: Partial<FiguresApi> = {}) {
  const asked: unknown[] = []
  const api: FiguresApi = {
    figures: (period, by) => Promise.resolve({ first: `${period}-01`, last: by ?? '', items: [figure('a'), figure('b')] }),
    ranking: () => Promise.resolve(RANKING),
    behind: (id, which, page) => (asked.push([id, which, page]), Promise.resolve({ items: [{ case_no: '1' }], cursor: null, has_more: false })),
    ...more,
  }
  return { page: createFigures(api), asked }
}

describe('the figures of a period', () => {
  it('open to the cases of either number, and close again', async () => {
    const { page, asked } = desk()
    await page.ask(MONTH)
    await page.show('b', 'numerator')
    expect(asked).toEqual([['b', { period: '2026-11', part: 'numerator' }, { limit: 50 }]])
    expect([page.figure.value?.id, page.behind.items.value]).toEqual(['b', [{ case_no: '1' }]])
    await page.show('b', 'numerator')
    expect([page.open.value, asked.length]).toEqual([null, 1])
  })

  it('open to the cases of one group', async () => {
    const { page, asked } = desk()
    await page.ask({ ...MONTH, by: 'unit' })
    await page.show('a', 'denominator', 'U1')
    expect(asked).toEqual([['a', { period: '2026-11', part: 'denominator', by: 'unit', key: 'U1' }, { limit: 50 }]])
  })

  it('keep what is open when only the ranking changes, not when the period does', async () => {
    const { page } = desk()
    await page.ask(MONTH)
    await page.show('a')
    await page.ask({ ...MONTH, ranked: 'unit' })
    expect(page.open.value?.id).toBe('a')
    await page.ask({ ...MONTH, period: '2026' })
    expect(page.open.value).toBeNull()
  })

  it('are those of the newest question', async () => {
    const answers: ((items: Figure[]) => void)[] = []
    const { page } = desk({ figures: () => new Promise((resolve) => answers.push((items) => resolve({ first: '', last: '', items }))) })
    const [first, second] = [page.ask(MONTH), page.ask({ ...MONTH, period: '2026' })]
    answers[1]!([figure('new')])
    answers[0]!([figure('old')])
    await Promise.all([first, second])
    expect(page.figures.value.map(({ id }) => id)).toEqual(['new'])
  })

  it('tell why they could not be asked', async () => {
    const { page } = desk({ ranking: () => Promise.reject(new Error('no')) })
    await page.ask(MONTH)
    expect([page.failure.value, page.loading.value]).toEqual([new Error('no'), false])
  })

  it('are walked through from end to end', async () => {
    const { page } = desk()
    await page.ask(MONTH)
    page.step(-1)
    expect(page.at.value).toBe(0)
    page.step(1)
    page.step(1)
    expect(page.at.value).toBe(1)
  })
})

describe('periods', () => {
  it('are those of the city, where it is already tomorrow', () => {
    const lateInUtc = new Date('2026-10-31T17:00:00Z')
    expect(SPANS.map((span) => periodOf(span, lateInUtc))).toEqual(['2026-W44', '2026-11', '2026-Q4', '2026', '2026-11-01..2026-11-01'])
  })

  it('count weeks as ISO does, also around the new year', () => {
    expect(periodOf('week', new Date('2027-01-01T04:00:00Z'))).toBe('2026-W53')
    expect(periodOf('week', new Date('2024-12-30T04:00:00Z'))).toBe('2025-W01')
  })

  it('are told apart by their names', () => {
    const now = new Date('2026-11-21T04:00:00Z')
    expect(SPANS.map((span) => spanOf(periodOf(span, now)))).toEqual([...SPANS])
    expect(daysOf('2026-11-01..2026-11-07')).toEqual({ first: '2026-11-01', last: '2026-11-07' })
    expect(daysOf('2026')).toBeNull()
  })

  it.each([
    ['2026-01', -1, '2025-12'],
    ['2026-12', 1, '2027-01'],
    ['2026-Q1', -1, '2025-Q4'],
    ['2026-Q3', 2, '2027-Q1'],
    ['2026', -1, '2025'],
    ['2026-W44', 1, '2026-W44'],
  ])('has one beside it: %s and %i is %s', (period, steps, beside) => {
    expect(periodBeside(period, steps)).toBe(beside)
  })
})
