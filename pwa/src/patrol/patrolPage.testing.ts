/** The patrol's screens on a page around a phone in memory, for tests of what a person sees and taps. English. */
import { afterEach, beforeEach, vi } from 'vitest'
import type { App } from 'vue'
import { createMemoryHistory } from 'vue-router'

import type { AreaPack } from '@/domain/geography'
import { fakePhone } from './fakePhone.testing'
import { createPositionWatch } from './place/positionWatch'
import { createPatrolRouter } from './router'
import { aPlacement } from './samples.testing'
import { startPatrol } from './startPatrol'

const CATEGORY = { slug: 'sl2_out_of_shop', group: 'four_disorders', name_zh: 'zh', name_en: 'out-of-shop trading', photos_min: 2 }
const COVER = { slug: 'manhole_broken', group: 'manhole', name_zh: 'zh', name_en: 'cover broken', photos_min: 2 }
const SEGMENT = { code: '410104-000-R001-S02', name: 'Elm Street' }
const PACK: AreaPack = {
  format: 1, version: 'v1', origin: [113.6, 34.7], cells: [], shops: [], assets: [], categories: [CATEGORY, COVER],
  segments: [{ ...SEGMENT, depth_m: 15, line: [[113.67, 34.74], [113.68, 34.74]] }],
}
const GEOLOCATION: Parameters<typeof createPositionWatch>[0] = {
  watchPosition(found: PositionCallback) {
    found({ timestamp: Date.now(), coords: { longitude: 113.67, latitude: 34.74, accuracy: 8 } } as GeolocationPosition)
    return 1
  },
  clearWatch: () => undefined,
}

export const $ = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`)
export const all = (id: string) => [...document.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)]
export const text = (id: string) => $(id)?.textContent?.replace(/\s+/g, ' ').trim() ?? ''

export async function settle(): Promise<void> {
  await vi.dynamicImportSettled()
  for (let turn = 0; turn < 6; turn += 1) await new Promise((resolve) => setTimeout(resolve))
}

export async function tap(id: string): Promise<void> {
  const found = $(id)
  if (!found) throw new Error(`nothing to tap: ${id}`)
  found.click()
  await settle()
}

/** happy-dom has no camera, so pictures come the way of a phone that refused its own. */
export async function shoot(): Promise<void> {
  const input = $('camera-input') as HTMLInputElement
  Object.defineProperty(input, 'files', { value: [new File(['jpeg'], 'x.jpg', { type: 'image/jpeg' })], configurable: true })
  input.dispatchEvent(new Event('change'))
  await settle()
}

/** A fresh phone and an empty page before each test of a file; a warning of Vue or the messages fails it. */
export function patrolPage() {
  let app: App | null = null

  const page = {
    fake: fakePhone(),
    router: createPatrolRouter(createMemoryHistory()),
    /** Where the phone is; at the same place in WGS-84 unless a test says otherwise. */
    geolocation: GEOLOCATION,
    async open(path = '/') {
      page.router = createPatrolRouter(createMemoryHistory())
      await page.router.push(path)
      page.show(await startPatrol(page.fake.phone, createPositionWatch(page.geolocation), page.router))
      await settle()
    },
    /** In place of what was shown before: opened again, the app was killed meanwhile. */
    show(shown: App) {
      app?.unmount()
      app = shown
      app.mount('#app')
    },
  }

  beforeEach(() => {
    document.body.innerHTML = '<div id="app"></div>'
    localStorage.clear()
    localStorage.setItem('xj-locale', 'en')
    vi.spyOn(console, 'warn').mockImplementation((...words) => {
      throw new Error(words.join(' '))
    })
    page.fake = fakePhone()
    page.geolocation = GEOLOCATION
    page.fake.state.areaPack = PACK
    page.fake.state.placement = aPlacement({ segment: SEGMENT })
    page.fake.state.pack.set({ version: 'v1', fetched_at: Date.now(), segments: 1, cells: 0 })
  })
  afterEach(() => {
    app?.unmount()
    app = null
    vi.restoreAllMocks()
    vi.unstubAllGlobals()
  })
  return page
}
