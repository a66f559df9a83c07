// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest'

import { aPerson, trouble } from '../fakePhone.testing'
import { $, all, patrolPage, settle, tap, text } from '../patrolPage.testing'
import { aDraft, aView } from '../samples.testing'

const page = patrolPage()
afterEach(() => ['canShare', 'share'].forEach((name) => Reflect.deleteProperty(navigator, name)))

describe('the outbox', () => {
  it('shows five hundred reports by drawing only those in view', async () => {
    page.fake.state.outbox.set(Array.from({ length: 500 }, (_, index) => aView({ id: `r${index}` })))
    await page.open('/outbox')
    expect(text('outbox-pill') || document.querySelector('h1')?.textContent).toContain('500')
    expect(all('outbox-row').length).toBeGreaterThan(5)
    expect(all('outbox-row').length).toBeLessThan(60)
  })

  it('calls nothing delivered but what is', async () => {
    page.fake.state.outbox.set([aView({ id: 'a' }), aView({ id: 'b', word: 'text-received', photos: { sent: 1, of: 3, moving: null } }), aView({ id: 'c', word: 'delivered', delivered_at: Date.now() })])
    await page.open('/outbox')
    const said = Object.fromEntries(all('outbox-row').map((row) => [row.dataset.report, row.querySelector('[data-testid="outbox-state"]')?.textContent]))
    expect(said.a).toContain('Saved on this phone')
    expect(said.b).toContain('Text received · photos 1/3')
    expect(said.c).toContain('Delivered')
  })

  it('with an expired login asks for it in place and loses nothing', async () => {
    page.fake.state.session.set({ state: 'expired', person: aPerson() })
    page.fake.state.outbox.set([aView()])
    await page.open('/outbox')
    expect(text('login-expired')).toContain('Nothing saved is lost')
    for (const [id, value] of [['username', 'patrol01'], ['password', 'demo']] as const) {
      const field = $(id) as HTMLInputElement
      field.value = value
      field.dispatchEvent(new Event('input'))
    }
    await settle()
    $('sign-in')?.closest('form')?.dispatchEvent(new Event('submit'))
    await settle()
    expect($('login-expired')).toBeNull()
    expect(page.fake.state.calls).toContain('signIn')
    expect(all('outbox-row')).toHaveLength(1)
  })

  it('leads a damaged report back into the form', async () => {
    page.fake.state.outbox.set([aView({ word: 'needs-person', reason: 'photo-damaged' })])
    await page.open('/outbox')
    await tap('way-reshoot')
    expect(page.router.currentRoute.value.name).toBe('form')
    expect(page.fake.state.calls).toContain('correct')
  })
  it('shows of a colleague’s reports a number and an age, nothing else, and counts them', async () => {
    page.fake.state.others = { count: 3, oldest_at: new Date(2026, 10, 20, 8, 15).getTime() }
    await page.open('/outbox')
    expect(text('others')).toContain('Of a colleague: 3, oldest 08:15')
    expect(document.querySelector('h1')?.textContent).toContain('3')
    expect($('outbox-row')).toBeNull()
  })

  it('says why the server has paused, and that work goes on', async () => {
    page.fake.state.outbox.set([aView()])
    page.fake.state.sync.set({ ...page.fake.state.sync.get(), pause: { reason: 'moving house', since: '2026-11-20T08:00:00Z' } })
    await page.open('/outbox')
    expect(text('paused')).toContain('Reason: moving house')
    expect(text('outbox-state')).toContain('server has paused')
  })

  it('shows how a reviewer settled what the server had put aside', async () => {
    page.fake.state.outbox.set([
      aView({ id: 'a', word: 'dismissed', ended: { outcome: 'dismissed', report_id: null, reason: 'a test photo', lost: 0 } }),
      aView({ id: 'b', word: 'filed', ended: { outcome: 'filed', report_id: 'n', reason: null, lost: 2 } }),
    ])
    await page.open('/outbox')
    const said = [...document.querySelectorAll('[data-testid="outbox-state"]')].map((state) => state.textContent)
    expect(said[0]).toContain('did not take it: a test photo')
    expect(said[1]).toContain('took it. Photos no longer on this phone that could not be added: 2')
    expect($('send-now')).toBeNull()
  })

  it('exports a draft, too, and says that everything stays', async () => {
    vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL: () => undefined }))
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)
    page.fake.state.drafts.set([aDraft()])
    await page.open('/outbox')
    await tap('export')
    expect(text('exported')).toContain('Exported: 2, with 5 photos')
    expect(text('exported')).toContain('Everything stays on this phone')
  })

  it.each([
    ['no-key', 'Connect once'],
    ['no-crypto', 'https'],
    ['nothing', 'no draft'],
  ])('refuses an export honestly: %s', async (refusal, words) => {
    page.fake.state.outbox.set([aView()])
    page.fake.state.failing.set('exportUnsent', Object.assign(new Error('export'), { refusal }))
    await page.open('/outbox')
    await tap('export')
    expect(text('export-refused')).toContain(words)
    expect($('exported')).toBeNull()
  })

  it('calls nothing exported when the share sheet was closed again', async () => {
    const closed = () => Promise.reject(new DOMException('closed', 'AbortError'))
    Object.defineProperty(navigator, 'canShare', { configurable: true, value: () => true })
    Object.defineProperty(navigator, 'share', { configurable: true, value: closed })
    page.fake.state.outbox.set([aView()])
    await page.open('/outbox')
    await tap('export')
    expect(page.fake.state.calls).toContain('exportUnsent')
    expect([$('exported'), $('export-refused'), $('export-failed')]).toEqual([null, null, null])
  })

  it('says that there is no file when making it failed, and makes one at a time', async () => {
    page.fake.state.outbox.set([aView()])
    let fail: (why: unknown) => void = () => undefined
    const exportUnsent = vi.fn(() => new Promise<never>((_, reject) => (fail = reject)))
    page.fake.phone.outbox.exportUnsent = exportUnsent
    await page.open('/outbox')
    await tap('export')
    await tap('export')
    expect(exportUnsent).toHaveBeenCalledOnce()
    fail(trouble('lost'))
    await settle()
    expect(text('export-failed')).toContain('No file was made')
    expect($('export')?.hasAttribute('disabled')).toBe(false)
  })

  it('lets a person go on with one report while another one is being sent', async () => {
    page.fake.state.outbox.set([aView({ id: 'a', word: 'needs-person', reason: 'refused' }), aView({ id: 'b', word: 'needs-person', reason: 'refused' })])
    page.fake.phone.outbox.retry = () => new Promise(() => undefined)
    await page.open('/outbox')
    await tap('way-retry')
    expect(all('way-correct').map((way) => way.hasAttribute('disabled'))).toEqual([true, false])
    expect($('export')?.hasAttribute('disabled')).toBe(false)
  })

  it('replaces a report once, however quickly it is tapped again', async () => {
    page.fake.state.outbox.set([aView({ word: 'needs-person', reason: 'photo-damaged' })])
    const without = vi.fn(() => Promise.resolve('r2'))
    page.fake.phone.outbox.sendWithoutDamaged = without
    await page.open('/outbox')
    await tap('way-without-damaged')
    await tap('way-without-damaged')
    expect(without).toHaveBeenCalledOnce()
  })

  it('asks to keep the page open only while photos travel that would stop with it', async () => {
    page.fake.phone.sync.sends_closed = false
    await page.open('/outbox')
    expect($('keep-open')).toBeNull()
    page.fake.state.sync.set({ ...page.fake.state.sync.get(), photo_in_flight: [{ sha256: 'x', report_id: 'r', share: 0.4 }] })
    await settle()
    expect(text('keep-open')).toContain('keep this page open')
  })

  it('asks for another account when this one may not send', async () => {
    page.fake.state.outbox.set([aView()])
    page.fake.state.sync.set({ ...page.fake.state.sync.get(), status: 'needs-login', forbidden: true })
    await page.open('/outbox')
    expect(text('login-expired')).toContain('may not send')
  })
})
