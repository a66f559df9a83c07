/** Keeps the screen on while photos are on their way: a phone that sleeps stops sending in the middle of one. */
import type { EngineState } from '@/sync/state'

import type { Observe } from './types'

interface WakeLock {
  release(): Promise<void>
}
interface Waker {
  wakeLock?: { request(kind: 'screen'): Promise<WakeLock> }
}

/** Does nothing where the browser has no wake lock, or refuses one to save the battery. */
export function keepAwake(
  observe: Observe<Pick<EngineState, 'photo_in_flight'>>,
  { wakeLock } = navigator as unknown as Waker,
  page: Pick<Document, 'visibilityState' | 'addEventListener'> = document,
): void {
  let lock: Promise<WakeLock | null> | null = null
  let busy = false

  function adjust(): void {
    const wanted = busy && page.visibilityState === 'visible'
    if (wanted && lock === null) lock = wakeLock?.request('screen').catch(() => null) ?? null
    if (!wanted && lock !== null) {
      void lock.then((held) => held?.release())
      lock = null
    }
  }
  // The browser takes the lock away with the page's sight; it has to be asked for again.
  page.addEventListener('visibilitychange', adjust)
  observe((state) => {
    busy = state.photo_in_flight.length > 0
    adjust()
  })
}
