import { expect, it, vi } from 'vitest'

import type { Engine, EngineDeps } from '@/sync/engine'
import { RESTING, type EngineState } from '@/sync/state'

import { createEngineBehind } from './engine'

const seen: EngineState[] = []
const deps = { lastContactAt: 5, onState: (state: EngineState) => void seen.push(state) } as unknown as EngineDeps

it('keeps every poke until its code is there, and makes one engine', async () => {
  const poked: string[] = []
  const made = vi.fn(({ onState }: EngineDeps): Engine => {
    onState({ ...RESTING, status: 'working' })
    return { poke: async (trigger) => void poked.push(trigger), state: () => RESTING, needLogin: () => void poked.push('login') }
  })
  const engine = createEngineBehind(deps, async () => made)
  expect(engine.state()).toMatchObject({ status: 'resting', last_contact_at: 5 })
  await Promise.all([engine.poke('save'), engine.poke('manual')])
  engine.needLogin()
  await vi.waitFor(() => expect(poked).toEqual(['save', 'manual', 'login']))
  expect(made).toHaveBeenCalledTimes(1)
  expect(engine.state().status).toBe('working')
})

it('says that the road ended when its code does not come, and tries again with the next poke', async () => {
  let tries = 0
  const poked: string[] = []
  const load = async () => {
    tries += 1
    if (tries === 1) throw new TypeError('failed to fetch')
    return (): Engine => ({ poke: async (trigger) => void poked.push(trigger), state: () => RESTING, needLogin: () => undefined })
  }
  const engine = createEngineBehind(deps, load)
  await engine.poke('save')
  expect(engine.state().reachable).toBe(false)
  await engine.poke('online')
  expect(poked).toEqual(['online'])
})
