// @vitest-environment happy-dom
import { afterEach, expect, it } from 'vitest'
import { createApp, h, nextTick, shallowRef, type App } from 'vue'

import type { PointView } from '@/domain/map-views'
import { createWords } from '@/i18n'
import { consoleMessages } from '@/i18n/console'

import { deskRouter } from '../router'
import CaseList from './CaseList.vue'

const NOW = Date.parse('2026-11-23T10:00:00Z')
const point = (case_no: string): PointView => ({
  case_no, state: 'claimed', lon: 0, lat: 0, category: {}, segment: null, opened_at: '2026-11-23T08:00:00Z', urgent: false,
  due_at: null, warn_at: null, rework_due_at: null, paused_at: null,
})
let app: App | null = null
afterEach(() => app?.unmount())

const link = (no: string) => document.querySelector<HTMLElement>(`[data-case="${no}"] a`)

it('keeps the focus of whoever walks the list by keys while cases come, move and go', async () => {
  const { plugin } = await createWords(consoleMessages)
  const cases = shallowRef(['1', '2', '3'].map(point))
  app = createApp({ render: () => h(CaseList, { cases: cases.value, loading: false, now: NOW }) }).use(plugin).use(deskRouter())
  app.mount(document.body.appendChild(document.createElement('div')))
  link('2')?.focus()
  cases.value = ['3', '4', '2', '1'].map(point)
  await nextTick()
  expect(document.activeElement).toBe(link('2'))
  cases.value = ['3', '4'].map(point)
  await nextTick()
  expect(document.activeElement?.className).toBe('rows')
})
