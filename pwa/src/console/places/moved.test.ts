// @vitest-environment happy-dom
import { afterEach, expect, it, vi } from 'vitest'
import { createApp, h, type App, type Component } from 'vue'

import type { CaseView } from '@/domain/views'
import { createWords } from '@/i18n'
import { consoleMessages } from '@/i18n/console'

import CaseTimeline from '../cases/CaseTimeline.vue'
import { timeline } from '../cases/timeline'
import { aReport } from '../review/samples.testing'
import AreaNotes from './AreaNotes.vue'

vi.mock('../server', () => ({ sessionApi: {} }))

const SEGMENT = { code: '990107-000-R003-S02', name: 'Elm Street' }
const CELL = { code: '990107901001231' }
let app: App

async function show(component: Component, props: Record<string, unknown>): Promise<string[]> {
  document.body.innerHTML = '<div id="app"></div>'
  const words = await createWords(consoleMessages)
  await words.choose('en')
  app = createApp(() => h(component, props))
  app.use(words.plugin).mount('#app')
  return [...document.querySelectorAll('p')].map((line) => line.textContent?.replace(/\s+/g, ' ').trim() ?? '')
}
afterEach(() => app.unmount())

it('a case says from where to where it was moved and that a chosen segment is kept', async () => {
  const at = { state: 'filed', by: null, at: '2026-11-21T01:00:00Z', reason: null }
  const events = [
    { ...at, kind: 'replaced', facts: { from: { segment: SEGMENT, cell: CELL, version: '2' }, to: { segment: null, cell: null, version: '3' } } },
    { ...at, kind: 'choice-ended', facts: { segment: SEGMENT, version: '3' } },
  ]
  const lines = await show(CaseTimeline, { entries: timeline({ events } as unknown as CaseView, null), pictures: new Map(), filter: 'all' })
  expect(lines).toEqual([
    'Moved by a change of areas',
    'Before: Elm Street sec. 02, Cell 001231 (2)',
    'Now: On no known segment, In no cell (3)',
    'The chosen segment is gone',
    'Elm Street sec. 02 is not in area version "3"; the case stays with it.',
  ])
})

it('a placement says what broke its tie, its doubts, and what today’s areas say', async () => {
  const placement = { ...aReport('r').placement, decided_by: 'own', version: '2' }
  const report = { ...aReport('r', { flags: ['near-area-limit'] }), placement }
  expect(await show(AreaNotes, { report, flags: true })).toEqual([
    'Two segments are equally near; the patrol\'s own was taken.',
    'Near the limit of the area, perhaps outside.',
    'by area version "2"',
  ])
  app.unmount()
  const now = { ...report, placement_now: { ...placement, segment: SEGMENT, version: '3' } }
  expect((await show(AreaNotes, { report: now })).slice(1)).toEqual([
    'When taken: North Street, Cell 002003 (2)',
    'Now: Elm Street sec. 02, Cell 002003 (3)',
  ])
})
