/** Asks the browser not to clear this site's data when space is short. */
import { setFact } from '@/storage/facts'

import type { Parts } from './parts'

/** Asks the browser to keep the data and remembers the answer; WebViews always refuse. */
export async function askToKeep({ db }: Parts): Promise<boolean> {
  const kept = (await navigator.storage?.persist?.().catch(() => false)) ?? false
  await setFact(db, 'persisted', kept)
  return kept
}
