// @vitest-environment happy-dom
import { afterEach, expect, it, vi } from 'vitest'
import { createApp, defineComponent, h, ref, type App } from 'vue'

import type { CaseView } from '@/domain/views'
import { createWords } from '@/i18n'
import { consoleMessages } from '@/i18n/console'

import CaseHold from './CaseHold.vue'
import DestroyedNote from './DestroyedNote.vue'

const CASE: CaseView = {
  ...{ case_no: '1', state: 'closed', category: {}, limits: [], segment: null, cell: null, report_id: 'r1', position: null },
  ...{ opened_at: '2026-11-21T00:00:00.000Z', closed_at: null, held_at: null, events: [], rev: 1 },
}
const hold = vi.fn(() => Promise.resolve(CASE))
vi.mock('../server', () => ({ sessionApi: {}, casesApi: { hold: (...said: unknown[]) => hold(...(said as [])) } }))

const $ = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`)
const settle = () => new Promise((resolve) => setTimeout(resolve))
let app: App

async function show(view: () => ReturnType<typeof h>): Promise<void> {
  document.body.innerHTML = '<div id="app"></div>'
  app = createApp(defineComponent(() => view))
  app.use((await createWords(consoleMessages)).plugin).mount('#app')
}
afterEach(() => app.unmount())

it('says of destroyed evidence when and under which rule, also of a rule of the city\'s own', async () => {
  const rule = ref('not-filed')
  await show(() => h(DestroyedNote, { deleted: { at: '2027-05-21T02:00:00.000Z', rule: rule.value } }))
  expect($('destroyed')?.textContent).toContain('2027-05-21')
  expect($('destroyed')?.textContent).not.toContain('not-filed')
  rule.value = 'covers-9'
  await settle()
  expect($('destroyed')?.textContent).toContain('covers-9')
})

it('puts a case under seal with a reason, and lifts it again', async () => {
  const found = ref(CASE)
  const changed = vi.fn()
  await show(() => h(CaseHold, { found: found.value, onChanged: changed }))
  $('hold-open')?.click()
  await settle()
  expect($('hold-send')?.hasAttribute('disabled')).toBe(true)
  const reason = $('hold-reason') as HTMLInputElement
  reason.value = 'in dispute'
  reason.dispatchEvent(new Event('input'))
  await settle()
  $('hold-send')?.click()
  await settle()
  expect(hold).toHaveBeenLastCalledWith('1', true, 'in dispute')
  expect(changed).toHaveBeenCalledOnce()
  found.value = { ...CASE, held_at: '2027-05-21T02:00:00.000Z' }
  await settle()
  expect($('case-hold')?.textContent).toContain('2027-05-21')
  $('hold-open')?.click()
  await settle()
  const again = $('hold-reason') as HTMLInputElement
  again.value = 'over'
  again.dispatchEvent(new Event('input'))
  await settle()
  $('hold-send')?.click()
  await settle()
  expect(hold).toHaveBeenLastCalledWith('1', false, 'over')
})
