/**
 * Places positions in a worker, so that neither an index nor an answer holds up a finger. Where no worker starts or one
 * breaks, the page does it itself.
 */
import type { StoredPack } from '@/storage/packs'

import type { Answering, Measured, PlacementAnswer } from './placing'

export type Asked = { id: number } & ({ open: StoredPack } | { at: Measured; own: string[] })
export type Told = { id: number } & ({ opened: boolean } | { placement: PlacementAnswer | null } | { failed: true })

export interface Placer {
  place(at: Measured, own: string[]): Promise<PlacementAnswer | null>
  close(): void
}

/** A worker that says nothing for so long is stuck. */
const GIVE_UP_MS = 20_000

const startPlacing = () => new Worker(new URL('./placing.worker.ts', import.meta.url), { type: 'module' })

/** Null when the pack is not what came. */
export async function openPlacer(stored: StoredPack, startWorker: () => Worker = startPlacing): Promise<Placer | null> {
  const worker = workerFrom(startWorker)
  const opened = worker && (await worker.ask({ open: stored }))
  if (worker && opened && 'opened' in opened && opened.opened) return beside(worker, stored)
  worker?.close()
  if (opened && 'opened' in opened) return null
  const answering = await inPage(stored)
  return answering && { place: async (at, own) => answering(at, own), close: () => undefined }
}

function beside(worker: Asking, stored: StoredPack): Placer {
  let own: Promise<Answering | null> | null = null
  return {
    async place(at, codes) {
      const told = own === null ? await worker.ask({ at, own: codes }) : null
      if (told !== null && 'placement' in told) return told.placement
      worker.close()
      const answering = await (own ??= inPage(stored))
      return answering && answering(at, codes)
    },
    close: worker.close,
  }
}

async function inPage(stored: StoredPack): Promise<Answering | null> {
  return (await import('./placing')).answeringFrom(stored)
}

interface Asking {
  /** What the worker says; null when it is broken. */
  ask(what: { open: StoredPack } | { at: Measured; own: string[] }): Promise<Told | null>
  close(): void
}

function workerFrom(start: () => Worker): Asking | null {
  let worker: Worker
  try {
    worker = start()
  } catch {
    return null
  }
  const waiting = new Map<number, (told: Told | null) => void>()
  let count = 0
  const breakDown = () => {
    worker.terminate()
    for (const settle of waiting.values()) settle(null)
    waiting.clear()
    count = Infinity
  }
  worker.addEventListener('message', (event: MessageEvent<Told>) => {
    const told = event.data
    if ('failed' in told) breakDown()
    else waiting.get(told.id)?.(told)
  })
  worker.addEventListener('error', breakDown)
  return {
    ask(what) {
      if (count === Infinity) return Promise.resolve(null)
      const id = (count += 1)
      return new Promise((resolve) => {
        const timer = setTimeout(breakDown, GIVE_UP_MS)
        waiting.set(id, (told) => {
          clearTimeout(timer)
          waiting.delete(id)
          resolve(told)
        })
        worker.postMessage({ id, ...what } satisfies Asked)
      })
    },
    close: breakDown,
  }
}
