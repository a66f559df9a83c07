import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { createUpdates } from './updates'

class Worker extends EventTarget {
  state = 'installing'

  step(state: string): void {
    this.state = state
    this.dispatchEvent(new Event('statechange'))
  }
}

class Registration extends EventTarget {
  installing: Worker | null = null
  waiting: Worker | null = null
  active: Worker | null = null
  update = () => Promise.resolve()

  find(): Worker {
    const worker = (this.installing = new Worker())
    this.dispatchEvent(new Event('updatefound'))
    return worker
  }
}

class Container extends EventTarget {
  controller: { postMessage(word: unknown): void } | null = null

  constructor(readonly registration: Registration) {
    super()
  }

  register = () => Promise.resolve(this.registration)
}

const CONTROLS = { postMessage: () => undefined }
let registration: Registration
let container: Container

beforeEach(() => {
  vi.useFakeTimers()
  registration = new Registration()
  container = new Container(registration)
  vi.stubEnv('PROD', true)
  vi.stubGlobal('navigator', { serviceWorker: container })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
})

async function offered(): Promise<boolean[]> {
  const updates = createUpdates()
  const seen: boolean[] = []
  updates.observe((update) => seen.push(update !== null))
  await updates.start(() => undefined)
  return seen
}

function wait(worker: Worker): void {
  registration.installing = null
  registration.waiting = worker
}

describe('an update', () => {
  it('is not offered on a first visit, also where the first worker is told of after it took the page', async () => {
    const seen = await offered()
    const first = registration.find()
    container.controller = CONTROLS
    wait(first)
    first.step('installed')
    registration.active = first
    first.step('activated')
    expect(seen).toEqual([false])
  })

  it('is offered once a newer worker than the active one is whole', async () => {
    registration.active = new Worker()
    container.controller = CONTROLS
    const seen = await offered()
    const next = registration.find()
    expect(seen).toEqual([false])
    wait(next)
    next.step('installed')
    expect(seen).toEqual([false, true])
  })

  it('is offered when it waits already', async () => {
    registration.active = new Worker()
    container.controller = CONTROLS
    wait(Object.assign(new Worker(), { state: 'installed' }))
    expect(await offered()).toContain(true)
  })

  it('is not offered where the installation fails', async () => {
    registration.active = new Worker()
    container.controller = CONTROLS
    const seen = await offered()
    const next = registration.find()
    registration.installing = null
    next.step('redundant')
    expect(seen).toEqual([false])
  })
})
