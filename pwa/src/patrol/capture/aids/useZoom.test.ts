import { describe, expect, it } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'

import { useZoom, zoomRange } from './useZoom'

function aTrack(zoom?: object) {
  const asked: number[] = []
  const waiting: (() => void)[] = []
  const track = {
    getCapabilities: () => (zoom ? { zoom } : {}),
    getSettings: () => ({ zoom: 1 }),
    applyConstraints({ advanced }: { advanced: { zoom: number }[] }) {
      asked.push(...advanced.map((one) => one.zoom))
      return new Promise<void>((resolve) => waiting.push(resolve))
    },
  } as unknown as MediaStreamTrack
  const stream = { getVideoTracks: () => [track] } as unknown as MediaStream
  const moved = async () => {
    waiting.shift()?.()
    await nextTick()
    await nextTick()
  }
  return { asked, moved, track, stream }
}

const zooming = (stream: () => MediaStream) => effectScope().run(() => useZoom(stream)) as ReturnType<typeof useZoom>

describe('the zoom of a camera', () => {
  it('is offered only where its track can move', () => {
    expect(zoomRange(undefined)).toBeNull()
    expect(zoomRange(aTrack().track)).toBeNull()
    expect(zoomRange(aTrack({ min: 1, max: 1, step: 0.1 }).track)).toBeNull()
    expect(zoomRange(aTrack({ min: 1, max: 8, step: 0.1 }).track)).toEqual({ min: 1, max: 8, step: 0.1 })
    expect(zoomRange(aTrack({ min: 1, max: 5 }).track)).toEqual({ min: 1, max: 5, step: 0.1 })
  })

  it('goes where the finger ended without visiting every place between', async () => {
    const { asked, moved, stream } = aTrack({ min: 1, max: 8, step: 0.1 })
    const { zoom, set } = zooming(() => stream)
    void set(2)
    void set(3)
    void set(20)
    expect(zoom.value).toBe(8)
    await moved()
    await moved()
    expect(asked).toEqual([2, 8])
    void set(1)
    expect(asked).toEqual([2, 8, 1])
  })

  it('says what the camera really shows when it refuses', async () => {
    const { stream, track } = aTrack({ min: 1, max: 8, step: 0.1 })
    track.applyConstraints = () => Promise.reject(new Error('no'))
    const { zoom, set } = zooming(() => stream)
    await set(4)
    expect(zoom.value).toBe(1)
  })

  it('follows to the stream that is open after the page was hidden', async () => {
    const [first, next] = [aTrack(), aTrack({ min: 1, max: 4, step: 1 })]
    const open = shallowRef(first.stream)
    const { range } = zooming(() => open.value)
    expect(range.value).toBeNull()
    open.value = next.stream
    await nextTick()
    expect(range.value).toEqual({ min: 1, max: 4, step: 1 })
  })
})
