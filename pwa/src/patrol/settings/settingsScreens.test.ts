// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest'

import { trouble } from '../fakePhone.testing'
import { $, patrolPage, settle, tap, text } from '../patrolPage.testing'
import { aView } from '../samples.testing'

const page = patrolPage()

describe('the settings', () => {
  it('say before signing out that nothing unsent is lost', async () => {
    page.fake.state.outbox.set([aView()])
    await page.open('/settings')
    await tap('sign-out')
    expect(document.querySelector('dialog')?.textContent).toContain('Signing out deletes none of them')
    await tap('sign-out-sure')
    expect(page.router.currentRoute.value.name).toBe('login')
    expect(page.fake.state.outbox.get()).toHaveLength(1)
  })

  it('change the language at once and for the next start', async () => {
    await page.open('/settings')
    await tap('language-zh-CN')
    expect(document.documentElement.lang).toBe('zh-CN')
    expect(localStorage.getItem('xj-locale')).toBe('zh-CN')
  })

  it('update only on a tap', async () => {
    const install = vi.fn(async () => undefined)
    await page.open('/settings')
    page.fake.state.update.set({ install })
    await settle()
    expect(install).not.toHaveBeenCalled()
    $('update-bar')?.querySelector('button')?.click()
    expect(install).toHaveBeenCalledOnce()
    await settle()
    // The version before may be busy for a while: nobody should tap again.
    expect(text('update-bar')).toContain('Installing')
    expect($('update-bar')?.querySelector('button')?.disabled).toBe(true)
  })

  it('lead to a check that shows one lamp and one thing to fix', async () => {
    page.fake.state.ready = { ...page.fake.state.ready, outbox_empty: { ok: false, pending: 2 } }
    await page.open('/ready')
    expect($('ready-lamp')?.dataset.lamp).toBe('done')
    await tap('ready-fix')
    expect(page.fake.state.calls.filter((call) => call === 'readiness').length).toBeGreaterThan(1)
  })
  it('say in the check what is wrong with a storage that cannot be read, and check again', async () => {
    page.fake.state.failing.set('readiness', trouble('stalled'))
    await page.open('/ready')
    expect([$('ready-lamp')?.dataset.lamp, text('ready-storage')]).toEqual(['over', expect.stringContaining('No answer')])
    document.querySelector<HTMLElement>('header button:last-of-type')?.click()
    await settle()
    expect($('ready-lamp')?.dataset.lamp).toBe('done')
  })

  it('let large photos wait for Wi-Fi', async () => {
    await page.open('/settings')
    expect($('large-on-wifi')?.getAttribute('aria-checked')).toBe('false')
    await tap('large-on-wifi')
    expect(page.fake.state.largeOnWifi.get()).toBe(true)
    expect($('large-on-wifi')?.getAttribute('aria-checked')).toBe('true')
  })

  it('say why when a choice could not be stored', async () => {
    page.fake.phone.sync.setLargeOnWifi = () => Promise.reject(trouble('full'))
    await page.open('/settings')
    await tap('large-on-wifi')
    expect(text('wifi-trouble')).toContain('The phone is full')
    expect($('large-on-wifi')?.getAttribute('aria-checked')).toBe('false')
  })
})
