// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { App } from 'vue'
import { createMemoryHistory, type Router } from 'vue-router'

import type { AreaPack } from '@/domain/geography'
import type { Loss } from '@/phone/types'
import { aPerson, fakePhone, trouble } from './fakePhone.testing'
import { createPositionWatch } from './place/positionWatch'
import { createPatrolRouter } from './router'
import { aDraft, aPhoto, aPlacement, aReport, aView } from './samples.testing'
import { gatePage, shutPage } from './startGate'
import { startPatrol } from './startPatrol'

const CATEGORY = { slug: 'sl2_out_of_shop', group: 'four_disorders', name_zh: 'zh', name_en: 'out-of-shop trading', photos_min: 2 }
const COVER = { slug: 'manhole_broken', group: 'manhole', name_zh: 'zh', name_en: 'cover broken', photos_min: 2 }
const PACK: AreaPack = {
  format: 1, version: 'v1', origin: [113.6, 34.7], cells: [], shops: [], assets: [], categories: [CATEGORY, COVER],
  segments: [{ code: '410104-000-R001-S02', name: 'Elm Street', depth_m: 15, line: [[113.67, 34.74], [113.68, 34.74]] }],
}
const GEOLOCATION = {
  watchPosition(found: PositionCallback) {
    found({ timestamp: Date.now(), coords: { longitude: 113.67, latitude: 34.74, accuracy: 8 } } as GeolocationPosition)
    return 1
  },
  clearWatch: () => undefined,
}

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

let fake: ReturnType<typeof fakePhone>
let app: App
let router: Router

const $ = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`)
const all = (id: string) => [...document.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)]
const text = (id: string) => $(id)?.textContent?.replace(/\s+/g, ' ').trim() ?? ''

async function open(path = '/') {
  router = createPatrolRouter(createMemoryHistory())
  await router.push(path)
  app = await startPatrol(fake.phone, createPositionWatch(GEOLOCATION), router)
  app.mount('#app')
  await settle()
}

async function settle() {
  await vi.dynamicImportSettled()
  for (let turn = 0; turn < 6; turn += 1) await new Promise((resolve) => setTimeout(resolve))
}

async function tap(id: string) {
  const found = $(id)
  if (!found) throw new Error(`nothing to tap: ${id}`)
  found.click()
  await settle()
}

/** happy-dom has no camera, so pictures come the way of a phone that refused its own. */
async function shoot() {
  const input = $('camera-input') as HTMLInputElement
  Object.defineProperty(input, 'files', { value: [new File(['jpeg'], 'x.jpg', { type: 'image/jpeg' })], configurable: true })
  input.dispatchEvent(new Event('change'))
  await settle()
}

beforeEach(() => {
  document.body.innerHTML = '<div id="app"></div>'
  localStorage.clear()
  localStorage.setItem('xj-locale', 'en')
  vi.spyOn(console, 'warn').mockImplementation((...words) => {
    throw new Error(words.join(' '))
  })
  fake = fakePhone()
  fake.state.areaPack = PACK
  fake.state.placement = aPlacement({ segment: { code: '410104-000-R001-S02', name: 'Elm Street' } })
  fake.state.pack.set({ version: 'v1', fetched_at: Date.now(), segments: 1, cells: 0 })
})
afterEach(() => {
  app.unmount()
  vi.restoreAllMocks()
})

describe('a report', () => {
  it('goes from the shutter to "saved on this phone" in four taps and a picture', async () => {
    await open()
    expect(text('place-board')).toContain('Elm Street 02')
    await tap('shutter')
    await shoot()
    await tap('camera-done')
    await tap('category-sl2_out_of_shop')
    await tap('save')
    expect(router.currentRoute.value.name).toBe('home')
    expect(text('saved-note')).toContain('Saved on this phone')
    expect(fake.state.outbox.get()).toMatchObject([{ category: 'sl2_out_of_shop', photos: { of: 1 } }])
  })

  it('is a draft on disk, waiting for its picture, before a camera opens', async () => {
    await open()
    await tap('shutter')
    expect(router.currentRoute.value.name).toBe('camera')
    expect(fake.state.calls.filter((call) => ['begin', 'awaitPhoto'].includes(call)).slice(0, 2)).toEqual(['begin', 'awaitPhoto'])
    expect(fake.state.drafts.get()[0]?.awaiting_photo).toBe('scene')
  })

  it('names its category right under the picture', async () => {
    await open()
    await tap('shutter')
    await shoot()
    await tap('quick-sl2_out_of_shop')
    expect(router.currentRoute.value.name).toBe('form')
    expect($('category-sl2_out_of_shop')?.getAttribute('aria-pressed')).toBe('true')
  })

  it('takes its place from the reading at the shutter', async () => {
    await open()
    await tap('shutter')
    await shoot()
    expect(fake.state.drafts.get()[0]?.position).toMatchObject({ lon: 113.67, lat: 34.74, accuracy_m: 8, source: 'gps', datum: 'wgs84' })
  })

  it('is never called saved when sealing failed; everything stays in the form', async () => {
    fake.state.drafts.set([aDraft({ category: 'sl2_out_of_shop', photos: [aPhoto()], note: 'kept' })])
    await open('/capture/d1')
    fake.state.failing.set('seal', trouble('full'))
    await tap('save')
    expect(router.currentRoute.value.name).toBe('form')
    expect($('saved-note')).toBeNull()
    expect(document.body.textContent).toContain('The phone is full')
    expect(($('note') as HTMLTextAreaElement).value).toBe('kept')
    await tap('save')
    expect(text('saved-note')).toContain('Saved')
  })

  it('asks only for a category; pictures may lack', async () => {
    fake.state.drafts.set([aDraft({ photos: [aPhoto()] })])
    await open('/capture/d1')
    expect(text('photos-lacking')).toContain('Close-up')
    await tap('save')
    expect(fake.state.calls).not.toContain('seal')
    expect(document.body.textContent).toContain('No category yet')
    await tap('category-sl2_out_of_shop')
    await tap('save')
    expect(fake.state.calls).toContain('seal')
  })

  it('can be saved on a phone that has no catalogue yet', async () => {
    fake.state.areaPack = null
    fake.state.drafts.set([aDraft({ photos: [aPhoto()], note: 'what it is' })])
    await open('/capture/d1')
    await tap('save')
    expect(fake.state.calls).toContain('seal')
  })

  it('is saved with an open choice of segment, and keeps a choice once made', async () => {
    const candidate = (code: string, name: string) => ({ kind: 'segment' as const, code, name, distance_m: 4, share: 0.5 })
    fake.state.placement = aPlacement({
      status: 'ambiguous', segment_status: 'ambiguous', candidates: [candidate('a', 'Elm Street'), candidate('b', 'Oak Street')],
    })
    fake.state.drafts.set([aDraft({ category: 'sl2_out_of_shop', photos: [aPhoto()] })])
    await open('/capture/d1')
    expect($('place-chip')?.dataset.state).toBe('ambiguous')
    await tap('candidate-b')
    expect(fake.state.drafts.get()[0]?.segment_choice).toBe('b')
    expect(text('place-chip')).toContain('Oak Street')
    await tap('save')
    expect(fake.state.calls).toContain('seal')
  })

  it('about a cover names its defect and, if seen, its kind', async () => {
    fake.state.drafts.set([aDraft({ photos: [aPhoto()] })])
    await open('/capture/d1')
    await tap('category-manhole_broken')
    await tap('cover-01002')
    expect(fake.state.drafts.get()[0]).toMatchObject({ category: 'manhole_broken', subject: { defect: 'broken', asset_type: '01002' } })
    await tap('category-sl2_out_of_shop')
    expect(fake.state.drafts.get()[0]).toMatchObject({ subject: { defect: null, asset_type: null } })
  })

  it('solved on the spot wants a picture of afterwards', async () => {
    fake.state.drafts.set([aDraft({ category: 'sl2_out_of_shop', photos: [aPhoto(), aPhoto({ photo_id: 'f2', role: 'close' })] })])
    await open('/capture/d1')
    expect($('photos-lacking')).toBeNull()
    await tap('solved')
    expect(text('photos-lacking')).toContain('After')
    await tap('shoot-after')
    expect(router.currentRoute.value.query.role).toBe('after')
  })

  it('is thrown away only after a question', async () => {
    fake.state.drafts.set([aDraft({ photos: [aPhoto()] })])
    await open('/capture/d1')
    await tap('discard')
    expect(fake.state.drafts.get()).toHaveLength(1)
    await tap('discard-sure')
    expect(fake.state.drafts.get()).toEqual([])
    expect(router.currentRoute.value.name).toBe('home')
  })

  it('with nothing in it leaves no trace when the camera is closed, also by the back key', async () => {
    await open()
    await tap('shutter')
    await tap('camera-close')
    expect(fake.state.drafts.get()).toEqual([])
    await tap('shutter')
    router.back()
    await settle()
    expect(router.currentRoute.value.name).toBe('home')
    expect(fake.state.drafts.get()).toEqual([])
  })

  it('left at the camera with a picture waits on the home screen', async () => {
    await open()
    await tap('shutter')
    await shoot()
    await tap('camera-close')
    expect(fake.state.drafts.get()).toMatchObject([{ awaiting_photo: null, photos: [{ role: 'scene' }] }])
    expect($('open-draft')).not.toBeNull()
  })

  it('is not begun on a full phone, and the reason is said', async () => {
    await open()
    fake.state.failing.set('begin', trouble('full'))
    await tap('shutter')
    expect(router.currentRoute.value.name).toBe('home')
    expect(document.body.textContent).toContain('The phone is full')
  })
})

describe('a start', () => {
  it('offers a report that was left half-way', async () => {
    fake.state.drafts.set([aDraft({ category: 'sl2_out_of_shop', photos: [aPhoto()] })])
    await open()
    await tap('open-draft')
    expect(router.currentRoute.value.path).toBe('/capture/d1')
  })

  it('of a phone nobody signed in on asks for a login, and lets urgent things be photographed first', async () => {
    fake.state.session.set({ state: 'signed-out', person: null })
    await open()
    expect(router.currentRoute.value.name).toBe('login')
    await tap('capture-first')
    expect(router.currentRoute.value.name).toBe('camera')
  })

  it('with an expired login goes on as ever', async () => {
    fake.state.session.set({ state: 'expired', person: aPerson() })
    await open()
    expect(router.currentRoute.value.name).toBe('home')
    expect($('shutter')).not.toBeNull()
    expect(text('ready-link')).toBe('Sign-in expired')
  })

  it('in a browser that keeps nothing says so instead of losing photos', async () => {
    app = await gatePage({ missing: ['database', 'worker'], inApp: 'wechat' })
    app.mount('#app')
    expect(text('browser-gate')).toContain('inside WeChat')
    expect(text('address')).toBe(`${location.origin}/`)
    expect($('qr-code')?.querySelectorAll('path')).toHaveLength(2)
    expect([$('missing-database'), $('missing-worker'), $('missing-locks')].map(Boolean)).toEqual([true, true, false])
  })

  it('after a loss says so before anything else, until it was read', async () => {
    fake.state.loss = LOSS
    await open()
    await vi.waitFor(() => expect(text('loss-screen')).toContain('Reports lost on this phone: 2'))
    expect(['delivered', 'recovered', 'gone'].map((key) => $(`loss-${key}`)?.querySelector('dd')?.textContent)).toEqual(['12', '1', '1'])
    const [first, second] = all('loss-line').map((line) => line.textContent)
    expect(first).toMatch(/Out of shop.*Elm Street 02.*2 photos gone/)
    expect(second).toMatch(/Number 8.*only known to exist.*gone/)
    expect($('shutter')).toBeNull()
    await tap('loss-read')
    expect(fake.state.calls).toContain('acknowledgeLoss')
    expect($('shutter')).not.toBeNull()
  })

  it('after a loss leads to the next picture, and to nothing while that cannot be begun', async () => {
    fake.state.loss = LOSS
    await open()
    await vi.waitFor(() => expect($('loss-again')).not.toBeNull())
    fake.state.failing.set('begin', trouble('full'))
    await tap('loss-again')
    expect(text('loss-screen')).toContain('The phone is full')
    await tap('loss-again')
    await vi.waitFor(() => expect(router.currentRoute.value.name).toBe('camera'))
    expect(fake.state.calls).toContain('acknowledgeLoss')
  })

  it('with a database that does not open deletes nothing, and goes on without it only when told twice', async () => {
    const startAnew = vi.fn(() => Promise.reject(new Error('shut')))
    const exportUnsent = vi.fn(() => Promise.reject(Object.assign(new Error('export'), { refusal: 'no-key' })))
    app = await shutPage({ why: 'damaged', kept: 3, startAnew, exportUnsent })
    app.mount('#app')
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

  it('with a full phone offers no new database', async () => {
    app = await shutPage({ why: 'full', kept: 0, startAnew: () => Promise.resolve(), exportUnsent: () => Promise.reject(new Error('nothing')) })
    app.mount('#app')
    expect([$('shut-anew'), $('shut-kept')]).toEqual([null, null])
  })

  it('beside a newer page says that this one must be reloaded', async () => {
    await open()
    expect($('store-bar')).toBeNull()
    fake.state.store.set('outdated')
    await settle()
    expect(text('store-bar')).toContain('please reload')
  })

  it('inside another app is warned and shown the way out', async () => {
    vi.spyOn(navigator, 'userAgent', 'get').mockReturnValue('Mozilla/5.0 MicroMessenger/8.0')
    fake.state.abilities = { missing: ['worker'], inApp: 'wechat' }
    await open()
    $('in-app-hint')?.querySelector('button')?.click()
    await vi.waitFor(() => expect(text('browser-screen')).toContain('inside WeChat'))
    expect($('missing-worker')).not.toBeNull()
  })

  it('of a handling unit shows an empty list that says what will come', async () => {
    fake.state.session.set({ state: 'signed-in', person: aPerson({ roles: ['unit'] }) })
    await open()
    expect(document.body.textContent).toContain('Cases sent to your unit will appear here')
    expect($('shutter')).toBeNull()
  })
})

describe('the outbox', () => {
  it('shows five hundred reports by drawing only those in view', async () => {
    fake.state.outbox.set(Array.from({ length: 500 }, (_, index) => aView({ id: `r${index}` })))
    await open('/outbox')
    expect(text('outbox-pill') || document.querySelector('h1')?.textContent).toContain('500')
    expect(all('outbox-row').length).toBeGreaterThan(5)
    expect(all('outbox-row').length).toBeLessThan(60)
  })

  it('calls nothing delivered but what is', async () => {
    fake.state.outbox.set([aView({ id: 'a' }), aView({ id: 'b', word: 'text-received', photos: { sent: 1, of: 3, moving: null } }), aView({ id: 'c', word: 'delivered', delivered_at: Date.now() })])
    await open('/outbox')
    const said = Object.fromEntries(all('outbox-row').map((row) => [row.dataset.report, row.querySelector('[data-testid="outbox-state"]')?.textContent]))
    expect(said.a).toContain('Saved on this phone')
    expect(said.b).toContain('Text received · photos 1/3')
    expect(said.c).toContain('Delivered')
  })

  it('with an expired login asks for it in place and loses nothing', async () => {
    fake.state.session.set({ state: 'expired', person: aPerson() })
    fake.state.outbox.set([aView()])
    await open('/outbox')
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
    expect(fake.state.calls).toContain('signIn')
    expect(all('outbox-row')).toHaveLength(1)
  })

  it('leads a damaged report back into the form', async () => {
    fake.state.outbox.set([aView({ word: 'needs-person', reason: 'photo-damaged' })])
    await open('/outbox')
    await tap('way-reshoot')
    expect(router.currentRoute.value.name).toBe('form')
    expect(fake.state.calls).toContain('correct')
  })
})

describe('my reports', () => {
  it('tell the outcome with the reviewer’s own words, and offer to report again', async () => {
    const verdict = { verdict: 'reject' as const, reason: 'too dark', by: null, at: '2026-11-20T10:00:00Z' }
    fake.state.reports.set([aReport({ status: 'rejected', verdict }), aReport({ id: 'r2', status: 'accepted', case_no: '4101042026112000001' })])
    await open('/mine')
    expect(text('mine-reason')).toBe('too dark')
    expect(text('case-no')).toBe('4101042026112000001')
    expect(all('mine-row').map((row) => row.dataset.outcome).sort()).toEqual(['accepted', 'rejected'])
  })

  it('are there without signal', async () => {
    fake.state.failing.set('refreshReports', new Error('offline'))
    fake.state.reports.set([aReport()])
    await open('/mine')
    expect(all('mine-row')).toHaveLength(1)
    expect(document.body.textContent).toContain('as of last time')
  })
})

describe('the settings', () => {
  it('say before signing out that nothing unsent is lost', async () => {
    fake.state.outbox.set([aView()])
    await open('/settings')
    await tap('sign-out')
    expect(document.querySelector('dialog')?.textContent).toContain('Signing out deletes none of them')
    await tap('sign-out-sure')
    expect(router.currentRoute.value.name).toBe('login')
    expect(fake.state.outbox.get()).toHaveLength(1)
  })

  it('change the language at once and for the next start', async () => {
    await open('/settings')
    await tap('language-zh-CN')
    expect(document.documentElement.lang).toBe('zh-CN')
    expect(localStorage.getItem('xj-locale')).toBe('zh-CN')
  })

  it('update only on a tap', async () => {
    const install = vi.fn(async () => undefined)
    await open('/settings')
    fake.state.update.set({ install })
    await settle()
    expect(install).not.toHaveBeenCalled()
    $('update-bar')?.querySelector('button')?.click()
    expect(install).toHaveBeenCalledOnce()
  })

  it('lead to a check that shows one lamp and one thing to fix', async () => {
    fake.state.ready = { ...fake.state.ready, outbox_empty: { ok: false, pending: 2 } }
    await open('/ready')
    expect($('ready-lamp')?.dataset.lamp).toBe('done')
    await tap('ready-fix')
    expect(fake.state.calls.filter((call) => call === 'readiness').length).toBeGreaterThan(1)
  })
})

describe('a report that another page writes', () => {
  beforeEach(async () => {
    fake.state.drafts.set([aDraft({ category: 'sl2_out_of_shop', photos: [aPhoto()], note: 'theirs' })])
    fake.state.mine.set(false)
    await open('/capture/d1')
  })

  it('can only be read here', async () => {
    expect(text('elsewhere')).toContain('Another page is writing this report')
    expect(document.querySelector('main')?.hasAttribute('inert')).toBe(true)
    expect($('save')?.hasAttribute('disabled')).toBe(true)
    expect(fake.state.calls).not.toContain('change')
  })

  it('is taken over by one tap, as it is by then', async () => {
    fake.state.drafts.set([aDraft({ category: 'sl2_out_of_shop', photos: [aPhoto()], note: 'theirs, longer' })])
    await tap('take-over')
    expect($('elsewhere')).toBeNull()
    expect(($('note') as HTMLTextAreaElement).value).toBe('theirs, longer')
    expect($('save')?.hasAttribute('disabled')).toBe(false)
  })
})

describe('a form that was open when the app was killed', () => {
  it('comes back to the field that was being written in', async () => {
    const updated_at = new Date().toISOString()
    fake.state.drafts.set([aDraft({ note: 'half a', updated_at, in_form: { focus: 'note', scroll: 0 } })])
    await open('/')
    expect(router.currentRoute.value.path).toBe('/capture/d1')
    expect(document.activeElement).toBe($('note'))
  })

  it('is not returned to once the person went home', async () => {
    fake.state.drafts.set([aDraft({ note: 'half a', category: 'sl2_out_of_shop' })])
    await open('/capture/d1')
    expect(fake.state.drafts.get()[0]?.in_form).toEqual({ focus: null, scroll: 0 })
    document.querySelector<HTMLElement>('header button')?.click()
    await settle()
    expect(fake.state.drafts.get()[0]?.in_form).toBeNull()
  })
})
