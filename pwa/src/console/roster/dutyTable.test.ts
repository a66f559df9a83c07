// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createApp, h, nextTick, type App } from 'vue'

import type { RosterApi } from '@/api/roster'
import type { DutyView, UnitView } from '@/domain/roster'
import { createWords } from '@/i18n'
import { consoleMessages } from '@/i18n/console'

import { createRoster } from './createRoster'
import DutyTable from './DutyTable.vue'

const NOW = Date.parse('2126-11-20T04:00:00Z')
const CODES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
const unit = (code: string, above: string | null): UnitView => ({ code, name: `Unit ${code}`, kind: 'unit', parent_code: above, duty_phone: null, word: null, outside: false, active: true, rev: 1 })
const duty = (code: string): DutyView => ({ id: code, unit: code, person: { id: code, name: `Li ${code}` }, stand_in_for: null, starts_at: '2126-11-20T00:00:00Z', ends_at: '2126-11-20T12:00:00Z', rev: 1 })
const $$ = (id: string) => [...document.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)]
let app: App
let picked: string[] = []

async function mount(below: string[]): Promise<void> {
  const units = [unit('top', null), ...below.map((code) => unit(code, 'top'))]
  const api = { units: async () => units, members: async () => [], duty: async () => ['top', ...below].map(duty) } as unknown as RosterApi
  const roster = createRoster(api, () => NOW, () => 'new')
  await roster.load()
  await roster.pick('top')
  const { plugin } = await createWords(consoleMessages)
  app = createApp({ render: () => h(DutyTable, { roster, unit: units[0] as UnitView, editable: true, onPick: (code: string) => void picked.push(code) }) })
  app.use(plugin).mount(document.body.appendChild(document.createElement('div')))
}

beforeEach(() => {
  document.body.innerHTML = ''
  picked = []
})
afterEach(() => app.unmount())

it('says of which unit each is, and lets only the shifts of the unit itself be changed', async () => {
  await mount(['a', 'b'])
  expect($$('duty-below').map((row) => row.querySelector('th')?.textContent)).toEqual(['Unit a', 'Unit b'])
  expect($$('duty-shift').map((one) => [one.tagName, one.querySelector('b')?.textContent])).toEqual([['BUTTON', 'Li top'], ['DIV', 'Li a'], ['DIV', 'Li b']])
  $$('duty-below')[1]?.querySelector('button')?.click()
  expect(picked).toEqual(['b'])
})

it('shows the first units below and how many more, and opens to all of them', async () => {
  await mount(CODES)
  const [more] = $$('duty-more')
  expect([$$('duty-below').length, more?.getAttribute('aria-expanded'), more?.textContent]).toEqual([5, 'false', '还有 3 个下级单位'])
  expect(document.getElementById(more?.getAttribute('aria-controls') ?? '')?.querySelectorAll('tr').length).toBe(5)
  more?.click()
  await nextTick()
  expect([$$('duty-below').length, more?.getAttribute('aria-expanded')]).toEqual([8, 'true'])
})

it('hides no single unit behind a button', async () => {
  await mount(CODES.slice(0, 6))
  expect([$$('duty-below').length, $$('duty-more').length]).toEqual([6, 0])
})

it('is a plain week where nothing is below', async () => {
  await mount([])
  expect([$$('duty-shift').length, document.querySelectorAll('thead th').length]).toEqual([1, 7])
})
