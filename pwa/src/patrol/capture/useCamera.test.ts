// @vitest-environment happy-dom
import { afterEach, expect, it, vi } from 'vitest'
import { createApp, ref, type App } from 'vue'

import { useCamera } from './useCamera'

let app: App | undefined
afterEach(() => {
  app?.unmount()
  vi.restoreAllMocks()
  Reflect.deleteProperty(navigator, 'mediaDevices')
})

it('opens one camera although the page was hidden and shown again while the person was asked', async () => {
  const asked: ((stream: MediaStream) => void)[] = []
  const getUserMedia = () => new Promise<MediaStream>((resolve) => asked.push(resolve))
  Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value: { getUserMedia } })
  const visible = vi.spyOn(document, 'visibilityState', 'get')
  app = createApp({
    setup() {
      useCamera(ref<HTMLVideoElement>())
      return () => null
    },
  })
  app.mount(document.createElement('div'))
  for (const state of ['hidden', 'visible'] as const) {
    visible.mockReturnValue(state)
    document.dispatchEvent(new Event('visibilitychange'))
  }
  const stopped: number[] = []
  const streamOf = (n: number) => {
    const track = { stop: () => stopped.push(n), addEventListener: () => undefined }
    return { getTracks: () => [track], getVideoTracks: () => [track] } as unknown as MediaStream
  }
  asked.forEach((give, n) => give(streamOf(n)))
  await new Promise((resolve) => setTimeout(resolve))
  app.unmount()
  app = undefined
  expect(stopped).toEqual(asked.map((_, n) => n))
})
