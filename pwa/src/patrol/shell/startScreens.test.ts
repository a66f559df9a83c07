// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest'

import type { Loss } from '@/phone/types'
import { aPerson, trouble } from '../fakePhone.testing'
import { $, all, patrolPage, settle, tap, text } from '../patrolPage.testing'
import { aDraft, aPhoto } from '../samples.testing'
import { gatePage, shutPage } from '../startGate'

const LOSS: Loss = {
  last_seen_at: Date.parse('2026-11-20T04:20:00Z'), expected: 3, found: 1, recovered: 1, delivered: 12, drafts: 0, seqs: [7, 8],
  lines: [
    {
      seq: 7, captured_at: '2026-11-20T03:42:00Z', category: 'sl2_out_of_shop', category_names: ['zh', 'Out of shop'],
      segment: 'Elm Street 02', photos: 2, recovered: true,
    },
    { seq: 8, captured_at: null, category: null, category_names: null, segment: null, photos: null, recovered: false },
  ],
}

const page = patrolPage()

describe('a start', () => {
  it('offers a report that was left half-way', async () => {
    page.fake.state.drafts.set([aDraft({ category: 'sl2_out_of_shop', photos: [aPhoto()] })])
    await page.open()
    await tap('open-draft')
    expect(page.router.currentRoute.value.path).toBe('/capture/d1')
  })

  it('of a phone nobody signed in on asks for a login, and lets urgent things be photographed first', async () => {
    page.fake.state.session.set({ state: 'signed-out', person: null })
    await page.open()
    expect(page.router.currentRoute.value.name).toBe('login')
    await tap('capture-first')
    expect(page.router.currentRoute.value.name).toBe('camera')
  })

  it('with an expired login goes on as ever', async () => {
    page.fake.state.session.set({ state: 'expired', person: aPerson() })
    await page.open()
    expect(page.router.currentRoute.value.name).toBe('home')
    expect($('shutter')).not.toBeNull()
    expect(text('ready-link')).toBe('Sign-in expired')
  })

  it('in a browser that keeps nothing says so instead of losing photos', async () => {
    page.show(await gatePage({ missing: ['database', 'worker'], inApp: 'wechat' }))
    expect(text('browser-gate')).toContain('inside WeChat')
    expect(text('address')).toBe(`${location.origin}/`)
    expect($('qr-code')?.querySelectorAll('path')).toHaveLength(2)
    expect([$('missing-database'), $('missing-worker'), $('missing-locks')].map(Boolean)).toEqual([true, true, false])
  })

  it('after a loss says so before anything else, until it was read', async () => {
    page.fake.state.loss = LOSS
    await page.open()
    await vi.waitFor(() => expect(text('loss-screen')).toContain('Reports lost on this phone: 2'))
    expect(['delivered', 'recovered', 'gone'].map((key) => $(`loss-${key}`)?.querySelector('dd')?.textContent)).toEqual(['12', '1', '1'])
    const [first, second] = all('loss-line').map((line) => line.textContent)
    expect(first).toMatch(/Out of shop.*Elm Street 02.*2 photos gone/)
    expect(second).toMatch(/Number 8.*only known to exist.*gone/)
    expect($('shutter')).toBeNull()
    await tap('loss-read')
    expect(page.fake.state.calls).toContain('acknowledgeLoss')
    expect($('shutter')).not.toBeNull()
  })

  it('after a loss leads to the next picture, and to nothing while that cannot be begun', async () => {
    page.fake.state.loss = LOSS
    await page.open()
    await vi.waitFor(() => expect($('loss-again')).not.toBeNull())
    page.fake.state.failing.set('begin', trouble('full'))
    await tap('loss-again')
    expect(text('loss-screen')).toContain('The phone is full')
    await tap('loss-again')
    await vi.waitFor(() => expect(page.router.currentRoute.value.name).toBe('camera'))
    expect(page.fake.state.calls).toContain('acknowledgeLoss')
  })

  it('after a loss of which all came back leads to the outbox, which asks for the photos, and to no second report', async () => {
    page.fake.state.loss = { ...LOSS, recovered: 2 }
    await page.open()
    await vi.waitFor(() => expect($('loss-read')).not.toBeNull())
    expect($('loss-again')).toBeNull()
    expect(text('loss-screen')).toContain('the outbox asks for new photos')
  })

  it('with a database that does not open deletes nothing, and goes on without it only when told twice', async () => {
    const startAnew = vi.fn(() => Promise.reject(new Error('shut')))
    const exportUnsent = vi.fn(() => Promise.reject(Object.assign(new Error('export'), { refusal: 'no-key' })))
    page.show(await shutPage({ why: 'damaged', kept: 3, startAnew, exportUnsent }))
    expect(text('store-shut')).toContain('Nothing in it was deleted')
    expect(text('shut-kept')).toContain('3')
    await tap('shut-export')
    expect(exportUnsent).toHaveBeenCalledWith(expect.stringMatching(/\S/))
    expect(text('shut-exported')).toBe('')
    await tap('shut-anew')
    expect(startAnew).not.toHaveBeenCalled()
    await tap('shut-anew-sure')
    expect(startAnew).toHaveBeenCalledOnce()
    expect(text('store-shut')).toContain('New storage does not open either')
  })

  it('with a database that does not open says so when there is no file either, and begins one new one', async () => {
    const startAnew = vi.fn(() => Promise.resolve())
    const assign = vi.spyOn(location, 'assign').mockImplementation(() => undefined)
    page.show(await shutPage({ why: 'damaged', kept: 3, startAnew, exportUnsent: () => Promise.reject(new Error('torn')) }))
    await tap('shut-export')
    expect(text('store-shut')).toContain('No file was made')
    await tap('shut-anew')
    await tap('shut-anew-sure')
    await tap('shut-anew-sure')
    expect([startAnew.mock.calls.length, assign.mock.calls]).toEqual([1, [['/']]])
  })

  it('with a full phone offers no new database', async () => {
    page.show(await shutPage({ why: 'full', kept: 0, startAnew: () => Promise.resolve(), exportUnsent: () => Promise.reject(new Error('nothing')) }))
    expect([$('shut-anew'), $('shut-kept')]).toEqual([null, null])
  })

  it('beside a newer page says that this one must be reloaded', async () => {
    await page.open()
    expect($('store-bar')).toBeNull()
    page.fake.state.store.set('outdated')
    await settle()
    expect(text('store-bar')).toContain('please reload')
  })

  it('inside another app is warned and shown the way out', async () => {
    vi.spyOn(navigator, 'userAgent', 'get').mockReturnValue('Mozilla/5.0 MicroMessenger/8.0')
    page.fake.state.abilities = { missing: ['worker'], inApp: 'wechat' }
    await page.open()
    $('in-app-hint')?.querySelector('button')?.click()
    await vi.waitFor(() => expect(text('browser-screen')).toContain('inside WeChat'))
    expect($('missing-worker')).not.toBeNull()
  })

  it('of a handling unit shows an empty list that says what will come', async () => {
    page.fake.state.session.set({ state: 'signed-in', person: aPerson({ roles: ['unit'] }) })
    await page.open()
    expect(document.body.textContent).toContain('Cases sent to your unit will appear here')
    expect($('shutter')).toBeNull()
  })
})
