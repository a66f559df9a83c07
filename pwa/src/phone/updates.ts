/** Registers the service worker and tells when a newer version waits. Nothing is replaced without a person's tap. */
import { createCell } from './cell'
import type { Phone } from './types'

/** An installed app may stay open for days. */
const LOOK_EVERY_MS = 3_600_000

type Update = { install: () => Promise<void> } | null

export interface Updates {
  observe: Phone['observeUpdate']
  /** Registers; does nothing where workers are missing or in development. */
  start(onPoke: () => void): Promise<void>
}

export function createUpdates(): Updates {
  const waiting = createCell<Update>(null)

  function watch(registration: ServiceWorkerRegistration): void {
    const offer = () => {
      const next = registration.waiting
      const known = navigator.serviceWorker.controller !== null
      if (known && next?.state === 'installed') waiting.set({ install: () => install(next) })
    }
    if (registration.active !== null) offer()
    registration.addEventListener('updatefound', () => {
      // The very first worker is no update, however late a browser tells of its steps.
      if (registration.active !== null) registration.installing?.addEventListener('statechange', offer)
    })
    setInterval(() => void registration.update().catch(() => undefined), LOOK_EVERY_MS)
  }

  async function start(onPoke: () => void): Promise<void> {
    if (!import.meta.env.PROD || navigator.serviceWorker === undefined) return
    navigator.serviceWorker.addEventListener('message', (event: MessageEvent<{ type?: string } | null>) => {
      if (event.data?.type === 'poke') onPoke()
    })
    sayBooted()
    navigator.serviceWorker.addEventListener('controllerchange', sayBooted)
    try {
      watch(await navigator.serviceWorker.register('/sw.js'))
    } catch {
      // Private windows and in-app browsers refuse; the ready check says that no worker runs.
    }
  }

  return { observe: waiting.observe, start }
}

/** The version of this page has come up: the worker need not keep a way back for it any longer. */
function sayBooted(): void {
  navigator.serviceWorker.controller?.postMessage({ type: 'booted', entry: import.meta.url })
}

async function install(worker: ServiceWorker): Promise<void> {
  const taken = new Promise<void>((resolve) => {
    navigator.serviceWorker.addEventListener('controllerchange', () => resolve(), { once: true })
    worker.addEventListener('statechange', () => worker.state === 'activated' && resolve())
  })
  worker.postMessage({ type: 'skip-waiting' })
  await taken
  location.reload()
}

interface SyncRegistration extends ServiceWorkerRegistration {
  sync?: { register(tag: string): Promise<void> }
}

/** Asks the browser to wake the worker when there is network again; where that exists. */
export async function askForBackgroundSync(): Promise<void> {
  const registration = (await navigator.serviceWorker?.getRegistration()) as SyncRegistration | undefined
  await registration?.sync?.register('outbox').catch(() => undefined)
}
