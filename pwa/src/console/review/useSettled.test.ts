import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref, type EffectScope } from 'vue'

import { useSettled } from './useSettled'

let scope: EffectScope
beforeEach(() => {
  vi.useFakeTimers()
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

it('a value that goes on changing is followed only when it stands', async () => {
  const source = ref('a')
  const settled = scope.run(() => useSettled(source, 100))!
  for (const next of ['b', 'c', 'd']) {
    source.value = next
    await nextTick()
    vi.advanceTimersByTime(99)
    expect(settled.value).toBe('a')
  }
  vi.advanceTimersByTime(1)
  expect(settled.value).toBe('d')
})

it('nothing follows when its screen is gone', async () => {
  const source = ref('a')
  const settled = scope.run(() => useSettled(source, 100))!
  source.value = 'b'
  await nextTick()
  scope.stop()
  vi.advanceTimersByTime(1000)
  expect(settled.value).toBe('a')
})
