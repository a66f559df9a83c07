import { expect, it, vi } from 'vitest'

import { createCell } from './cell'
import { keepAwake } from './wakefulness'

it('keeps the screen on while photos travel and somebody looks, and not longer', async () => {
  const log: string[] = []
  const wakeLock = {
    request: () => {
      log.push('on')
      return Promise.resolve({ release: async () => void log.push('off') })
    },
  }
  let look: () => void = () => undefined
  const page = { visibilityState: 'visible' as DocumentVisibilityState, addEventListener: (_name: string, work: () => void) => (look = work) }
  const flying = (n: number) => ({ photo_in_flight: Array.from({ length: n }, () => ({ sha256: 'x', report_id: 'r', share: null })) })
  const state = createCell(flying(0))
  keepAwake(state.observe, { wakeLock } as never, page as never)
  state.set(flying(2))
  state.set(flying(1))
  expect(log).toEqual(['on'])
  page.visibilityState = 'hidden'
  look()
  await vi.waitFor(() => expect(log.at(-1)).toBe('off'))
  expect(log).toEqual(['on', 'off'])
  page.visibilityState = 'visible'
  look()
  state.set(flying(0))
  await vi.waitFor(() => expect(log.at(-1)).toBe('off'))
  expect(log).toEqual(['on', 'off', 'on', 'off'])
})
