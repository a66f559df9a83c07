/** How sending stands, for the screens, and the little a person can say about it. */
import { fact, factIn, setFact } from '@/storage/facts'
import { observeQuery } from '@/storage/observe'

import type { Parts } from './parts'
import type { Sync } from './types'

export function createSync({ db, engine, engineState }: Parts): Sync {
  return {
    observe: engineState.observe,
    now: () => engine.poke('manual'),
    observeLargeOnWifi: (onChange) => observeQuery(async () => (await factIn(db, 'large_on_wifi')) ?? false, onChange),
    async setLargeOnWifi(wait) {
      const before = (await fact(db, 'large_on_wifi')) ?? false
      await setFact(db, 'large_on_wifi', wait)
      // What waited for Wi-Fi need not wait any longer.
      if (before && !wait) void engine.poke('timer')
    },
    sends_closed: 'SyncManager' in globalThis,
  }
}
