// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createApp, defineComponent, h, type App } from 'vue'

import type { QuarantineWhole } from '@/domain/quarantine'
import { createWords } from '@/i18n'
import { consoleMessages } from '@/i18n/console'

import RowPanel from './RowPanel.vue'
import { useQuarantine } from './useQuarantine'

const OPEN: QuarantineWhole = {
  ...{ id: 1, report_id: 'r1', reason: 'invalid-body', sender: { id: 'p', name: 'Li' }, device_id: null, device_seq: null },
  ...{ received_at: '2026-11-21T00:00:00.000Z', size: 1, settled: null, cut_off: false, text: '{', masked: false },
  ...{ fault: null, proposal: null, new_id: null, filed: null },
}
const SETTLED = { outcome: 'dismissed' as const, report_id: null, by: null, at: '2026-11-21T01:00:00.000Z', reason: 'x' }

vi.mock('../server', () => ({
  sessionApi: {},
  quarantineApi: {
    list: () => Promise.resolve({ items: [OPEN], cursor: null, has_more: false }),
    get: () => Promise.resolve(OPEN),
    dismiss: () => Promise.resolve({ ...OPEN, settled: SETTLED }),
  },
}))

const $ = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`)
const settle = () => new Promise((resolve) => setTimeout(resolve))
let app: App

beforeEach(async () => {
  document.body.innerHTML = '<div id="app"></div>'
  const { row, ask } = useQuarantine()
  await ask('open')
  app = createApp(defineComponent(() => () => row.value && h(RowPanel, { row: row.value })))
  app.use((await createWords(consoleMessages)).plugin).mount('#app')
})
afterEach(() => app.unmount())

it('asks for a reason at its field, and keeps the focus in the panel once the row is settled', async () => {
  $('quarantine-dismiss')?.click()
  await settle()
  expect(document.activeElement).toBe($('quarantine-reason'))
  useQuarantine().reason.value = 'a test'
  $('quarantine-dismiss')?.focus()
  $('quarantine-dismiss')?.click()
  await settle()
  expect($('quarantine-settled')).not.toBeNull()
  expect(document.activeElement).toBe($('quarantine-panel'))
})
