import { expect, it } from 'vitest'
import { shallowRef } from 'vue'

import { MOST_AT_ONCE } from '@/api/reports'

import { aReport } from './samples.testing'
import { useMarks } from './useMarks'

const inbox = (count: number) => ({ items: shallowRef(Array.from({ length: count }, (_, i) => aReport(`r${i}`))) })

it('a mark comes and goes, and goes with its report', () => {
  const box = inbox(3)
  const marks = useMarks(box)
  marks.toggle('r0')
  marks.toggle('r2')
  marks.toggle('r0')
  marks.add(box.items.value.slice(1, 2))
  expect(marks.reports.value.map((report) => report.id)).toEqual(['r1', 'r2'])
  box.items.value = box.items.value.filter((report) => report.id !== 'r2')
  expect([...marks.ids.value]).toEqual(['r1'])
  marks.clear()
  expect(marks.reports.value).toEqual([])
})

it('no more are marked than one request takes', () => {
  const box = inbox(MOST_AT_ONCE + 5)
  const marks = useMarks(box)
  marks.add(box.items.value)
  expect(marks.reports.value).toHaveLength(MOST_AT_ONCE)
  marks.toggle(`r${MOST_AT_ONCE + 1}`)
  expect(marks.reports.value).toHaveLength(MOST_AT_ONCE)
  marks.toggle('r0')
  marks.toggle(`r${MOST_AT_ONCE + 1}`)
  expect(marks.ids.value.has(`r${MOST_AT_ONCE + 1}`)).toBe(true)
})
