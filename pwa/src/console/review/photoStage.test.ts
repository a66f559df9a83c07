// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createApp, h, nextTick, reactive, type App } from 'vue'

import type { PhotoView } from '@/domain/views'
import { createWords } from '@/i18n'
import { consoleMessages } from '@/i18n/console'

import PhotoStage from './PhotoStage.vue'

const photo = (sha256: string, role: PhotoView['role'] = 'scene'): PhotoView => ({ sha256, role, stored: true, decodable: true })
const at = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`)!
const press = async (key: string) => {
  window.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }))
  await nextTick()
}

let app: App
const enlarged: boolean[] = []
const shown = reactive({ photos: [photo('a'), photo('b')], index: 0, originals: true })

beforeEach(async () => {
  // A frame of 800 × 600 for a picture of 1600 × 1200.
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800)
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600)
  vi.spyOn(HTMLImageElement.prototype, 'naturalWidth', 'get').mockReturnValue(1600)
  vi.spyOn(HTMLImageElement.prototype, 'naturalHeight', 'get').mockReturnValue(1200)
  Object.assign(shown, { photos: [photo('a'), photo('b')], index: 0, originals: true })
  enlarged.length = 0
  document.body.innerHTML = '<div id="app"></div>'
  const render = () => h(PhotoStage, { ...shown, zoomed: false, caption: '', onEnlarged: (now: boolean) => enlarged.push(now) })
  app = createApp({ render }).use((await createWords(consoleMessages)).plugin)
  app.mount('#app')
  await loaded()
})
afterEach(() => {
  app.unmount()
  vi.restoreAllMocks()
})

async function loaded(): Promise<void> {
  document.querySelector('img')?.dispatchEvent(new Event('load'))
  await nextTick()
}

it('one key shows the picture at its own pixels, another as it was', async () => {
  expect(at('stage-percent').textContent).toContain('50')
  await press('1')
  expect(at('stage-percent').textContent).toContain('100')
  expect(at('review-photo').style.transform).toContain('scale(2)')
  expect(enlarged).toEqual([true])
  await press('0')
  expect(at('review-photo').style.transform).toBe('')
  expect(enlarged).toEqual([true, false])
})

it('the next photo is shown as it came, whatever was done to the one before', async () => {
  await press('1')
  await press('t')
  await press(']')
  expect(at('review-photo').style.transform).toContain('rotate(90deg)')
  expect(at('review-photo').style.filter).toBe('brightness(1.2)')
  shown.index = 1
  await nextTick()
  await loaded()
  expect(at('review-photo').getAttribute('src')).toContain('/b?size=screen')
  expect(at('review-photo').style.cssText).toBe('')
  expect(at('stage-percent').textContent).toContain('50')
})

it('the wheel zooms where the pointer is, and arrows then move the picture', async () => {
  vi.spyOn(at('review-photo').parentElement!, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 800, 600))
  const turn = new WheelEvent('wheel', { deltaY: -400, cancelable: true, bubbles: true })
  const wheel = Object.assign(turn, { clientX: 600, clientY: 300 })
  at('review-photo').dispatchEvent(wheel)
  await nextTick()
  expect(wheel.defaultPrevented).toBe(true)
  const before = at('review-photo').style.transform
  const zoom = Math.exp(0.8)
  expect(before).toContain(`translate(${200 - 200 * zoom}px, 0px)`)
  expect(before).toContain(`scale(${zoom})`)
  await press('ArrowRight')
  expect(at('review-photo').style.transform).not.toBe(before)
})

it('both pictures of a pair are zoomed together, and the grip still compares them', async () => {
  shown.photos = [photo('a', 'before'), photo('b', 'after')]
  await nextTick()
  await loaded()
  await press('1')
  const styles = [...document.querySelectorAll('img')].map((image) => image.style.transform)
  expect(styles).toHaveLength(2)
  expect(styles[0]).toContain('scale(2)')
  expect(styles[1]).toBe(styles[0])
  const grip = at('before-after-grip')
  expect(grip.getAttribute('aria-valuenow')).toBe('50')
  grip.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true, cancelable: true }))
  await nextTick()
  expect(grip.getAttribute('aria-valuenow')).toBe('100')
  expect(document.querySelectorAll('img')[0]?.style.transform).toBe(styles[0])
})

it('the original is offered only to whoever may open it', async () => {
  expect(at('stage-original').getAttribute('href')).toBe('/api/v1/photos/a')
  shown.originals = false
  await nextTick()
  expect(at('stage-original')).toBeNull()
})

it('a picture that cannot be shown has no tools', async () => {
  shown.photos = [{ ...photo('a'), decodable: false }]
  await nextTick()
  expect(at('stage-tools')).toBeNull()
  expect(at('photo-unreadable')).not.toBeNull()
})
