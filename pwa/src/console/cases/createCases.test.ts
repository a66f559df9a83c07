import { describe, expect, it } from 'vitest'

import type { CaseView, Page } from '@/domain/views'

import { createCases } from './createCases'
import { filtersFrom, isFiltered, NO_FILTERS, setFilters } from './filters'

const aCase = (no: string) => ({ case_no: no }) as CaseView
const numbers = (cases: { items: { value: CaseView[] } }) => cases.items.value.map((one) => one.case_no)

function pages(all: string[], size: number) {
  const asked: Record<string, string | number>[] = []
  const list = async (query: Record<string, string | number>): Promise<Page<CaseView>> => {
    asked.push(query)
    const from = query.cursor ? Number(query.cursor) : 0
    const has_more = from + size < all.length
    return { items: all.slice(from, from + size).map(aCase), has_more, cursor: has_more ? String(from + size) : null }
  }
  return { asked, list }
}

describe('the list of cases', () => {
  it('asks only for what is set and pages on with the cursor', async () => {
    const source = pages(['1', '2', '3'], 2)
    const cases = createCases(source.list)
    await cases.ask({ ...NO_FILTERS, state: 'filed' })
    await cases.more()
    await cases.more()
    expect(numbers(cases)).toEqual(['1', '2', '3'])
    expect(source.asked).toEqual([
      { state: 'filed', limit: 50 },
      { state: 'filed', limit: 50, cursor: '2' },
    ])
  })

  it('shows the answer to the latest question, also when an older one comes later', async () => {
    const answers: ((page: Page<CaseView>) => void)[] = []
    const cases = createCases(() => new Promise((resolve) => answers.push(resolve)))
    const [old, latest] = [cases.ask({ ...NO_FILTERS, q: 'a' }), cases.ask({ ...NO_FILTERS, q: 'ab' })]
    answers[1]?.({ items: [aCase('right')], cursor: null, has_more: false })
    answers[0]?.({ items: [aCase('wrong')], cursor: null, has_more: false })
    await Promise.all([old, latest])
    expect(numbers(cases)).toEqual(['right'])
    expect(cases.loading.value).toBe(false)
  })

  it('names no row of the list before while another one is asked for', async () => {
    const answers: ((page: Page<CaseView>) => void)[] = []
    const cases = createCases(() => new Promise((resolve) => answers.push(resolve)))
    const told = async (no: string) => {
      const asked = cases.ask({ ...NO_FILTERS, q: no })
      const before = cases.current.value
      answers.pop()?.({ items: [aCase(no)], cursor: null, has_more: false })
      await asked
      return [before, cases.current.value?.case_no]
    }
    expect(await told('1')).toEqual([null, '1'])
    expect(await told('2')).toEqual([null, '2'])
  })

  it('keeps the row within the list and fetches on before its end', async () => {
    const source = pages(['1', '2', '3', '4', '5', '6', '7', '8'], 7)
    const cases = createCases(source.list)
    await cases.ask({ ...NO_FILTERS })
    cases.step(-1)
    expect(cases.row.value).toBe(0)
    cases.step(1)
    expect(source.asked).toHaveLength(1)
    cases.step(1)
    await Promise.resolve()
    expect(source.asked).toHaveLength(2)
  })

  it('shows a case as it is now where it stands', async () => {
    const cases = createCases(pages(['1', '2', '3'], 5).list)
    await cases.ask({ ...NO_FILTERS })
    cases.put({ case_no: '2', state: 'claimed' } as CaseView)
    cases.put(aCase('elsewhere'))
    expect(cases.items.value.map(({ case_no: no, state }) => [no, state])).toEqual([['1', undefined], ['2', 'claimed'], ['3', undefined]])
  })

  it('keeps a failure to show', async () => {
    const cases = createCases(() => Promise.reject(new Error('down')))
    await cases.ask({ ...NO_FILTERS })
    expect(cases.failure.value).toBeInstanceOf(Error)
    expect(cases.loading.value).toBe(false)
  })
})

describe('filters in an address', () => {
  it('come back as they were', () => {
    const filters = filtersFrom({ q: ' 00031 ', state: 'filed', from: '2026-11-20' })
    expect(setFilters(filters)).toEqual({ q: '00031', state: 'filed', from: '2026-11-20' })
    expect(filtersFrom(setFilters(filters))).toEqual(filters)
  })

  it('ignore what is odd', () => {
    expect(isFiltered(filtersFrom({ from: 'yesterday', to: '20261120', state: ['a', 'b'], more: 'x' }))).toBe(false)
  })
})
