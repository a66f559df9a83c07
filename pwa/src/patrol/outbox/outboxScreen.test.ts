// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { App } from 'vue'
import { createMemoryHistory } from 'vue-router'

import { fakePhone } from '../fakePhone.testing'
import { createPositionWatch } from '../place/positionWatch'
import { createPatrolRouter } from '../router'
import { aDraft, aView } from '../samples.testing'
import { startPatrol } from '../startPatrol'

const NOWHERE = { watchPosition: () => 1, clearWatch: () => undefined }

let fake: ReturnType<typeof fakePhone>
let app: App

const $ = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`)
const text = (id: string) => $(id)?.textContent?.replace(/\s+/g, ' ').trim() ?? ''

async function open(path: string) {
  const router = createPatrolRouter(createMemoryHistory())
  await router.push(path)
  app = await startPatrol(fake.phone, createPositionWatch(NOWHERE), router)
  app.mount('#app')
  await settle()
}

async function settle() {
  await vi.dynamicImportSettled()
  for (let turn = 0; turn < 6; turn += 1) await new Promise((resolve) => setTimeout(resolve))
}

async function tap(id: string) {
  $(id)!.click()
  await settle()
}

beforeEach(() => {
  document.body.innerHTML = '<div id="app"></div>'
  localStorage.setItem('xj-locale', 'en')
  vi.spyOn(console, 'warn').mockImplementation((...words) => {
    throw new Error(words.join(' '))
  })
  fake = fakePhone()
})
afterEach(() => {
  app.unmount()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

it('shows of a colleague’s reports a number and an age, nothing else, and counts them', async () => {
  fake.state.others = { count: 3, oldest_at: new Date(2026, 10, 20, 8, 15).getTime() }
  await open('/outbox')
  expect(text('others')).toContain('Of a colleague: 3, oldest 08:15')
  expect(document.querySelector('h1')?.textContent).toContain('3')
  expect($('outbox-row')).toBeNull()
})

it('says why the server has paused, and that work goes on', async () => {
  fake.state.outbox.set([aView()])
  fake.state.sync.set({ ...fake.state.sync.get(), pause: { reason: 'moving house', since: '2026-11-20T08:00:00Z' } })
  await open('/outbox')
  expect(text('paused')).toContain('Reason: moving house')
  expect(text('outbox-state')).toContain('server has paused')
})

it('shows how a reviewer settled what the server had put aside', async () => {
  fake.state.outbox.set([
    aView({ id: 'a', word: 'dismissed', ended: { outcome: 'dismissed', report_id: null, reason: 'a test photo', lost: 0 } }),
    aView({ id: 'b', word: 'filed', ended: { outcome: 'filed', report_id: 'n', reason: null, lost: 2 } }),
  ])
  await open('/outbox')
  const said = [...document.querySelectorAll('[data-testid="outbox-state"]')].map((state) => state.textContent)
  expect(said[0]).toContain('did not take it: a test photo')
  expect(said[1]).toContain('no longer on this phone that could not be added: 2')
  expect($('send-now')).toBeNull()
})

it('exports a draft, too, and says that everything stays', async () => {
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL: () => undefined }))
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)
  fake.state.drafts.set([aDraft()])
  await open('/outbox')
  await tap('export')
  expect(text('exported')).toContain('Exported: 2, with 5 photos')
  expect(text('exported')).toContain('Everything stays on this phone')
})

it.each([
  ['no-key', 'Connect once'],
  ['no-crypto', 'https'],
  ['nothing', 'no draft'],
])('refuses an export honestly: %s', async (refusal, words) => {
  fake.state.outbox.set([aView()])
  fake.state.failing.set('exportUnsent', Object.assign(new Error('export'), { refusal }))
  await open('/outbox')
  await tap('export')
  expect(text('export-refused')).toContain(words)
  expect($('exported')).toBeNull()
})

it('asks to keep the page open only while photos travel that would stop with it', async () => {
  fake.phone.sync.sends_closed = false
  await open('/outbox')
  expect($('keep-open')).toBeNull()
  fake.state.sync.set({ ...fake.state.sync.get(), photo_in_flight: [{ sha256: 'x', report_id: 'r', share: 0.4 }] })
  await settle()
  expect(text('keep-open')).toContain('keep this page open')
})

it('asks for another account when this one may not send', async () => {
  fake.state.outbox.set([aView()])
  fake.state.sync.set({ ...fake.state.sync.get(), status: 'needs-login', forbidden: true })
  await open('/outbox')
  expect(text('login-expired')).toContain('may not send')
})

it('lets large photos wait for Wi-Fi from the settings', async () => {
  await open('/settings')
  expect($('large-on-wifi')?.getAttribute('aria-checked')).toBe('false')
  await tap('large-on-wifi')
  expect(fake.state.largeOnWifi.get()).toBe(true)
  expect($('large-on-wifi')?.getAttribute('aria-checked')).toBe('true')
})
