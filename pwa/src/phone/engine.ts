/** The engine, loaded behind the first screen: a camera must not wait for the code that sends. */
import type { Engine, EngineDeps } from '@/sync/engine'
import { RESTING, type EngineState } from '@/sync/state'

type Load = () => Promise<(deps: EngineDeps) => Engine>

const loadEngine: Load = async () => (await import('@/sync/engine')).createEngine

/** As an engine; until its code is there pokes wait for it, and each one tries again where loading failed. */
export function createEngineBehind(deps: EngineDeps, load: Load = loadEngine): Engine {
  let state: EngineState = { ...RESTING, last_contact_at: deps.lastContactAt }
  let made: Promise<Engine | null> | null = null

  const onState = (next: EngineState) => {
    state = next
    deps.onState(next)
  }

  async function make(): Promise<Engine | null> {
    try {
      return (await load())({ ...deps, onState })
    } catch {
      // On a first visit the road may end in the middle of the app; the screen says so and the next trigger tries again.
      made = null
      onState({ ...state, reachable: false })
      return null
    }
  }
  const engine = () => (made ??= make())

  return {
    poke: async (trigger) => (await engine())?.poke(trigger),
    state: () => state,
    needLogin: () => void engine().then((here) => here?.needLogin()),
  }
}
