/** Turns what happens to the page into pokes of the engine. */
import type { Trigger } from '@/sync/rhythm'

/** While somebody looks at it, the app notices within half a minute that the road is open again. */
const TICK_MS = 30_000

export function startTriggers(poke: (trigger: Trigger) => void): void {
  addEventListener('online', () => poke('online'))
  addEventListener('pageshow', (event) => event.persisted && poke('visible'))
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && poke('visible'))
  setInterval(() => document.visibilityState === 'visible' && poke('timer'), TICK_MS)
}

/** Calls `work` each time the page goes out of sight, the last moment a phone surely grants. */
export function onHidden(work: () => void): void {
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && work())
}
