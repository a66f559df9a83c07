/** The area pack for the screens, and the place computed from it on the phone. */
import type { AreaPack } from '@/domain/geography'
import { fact } from '@/storage/facts'
import { observeQuery } from '@/storage/observe'
import { forgetPack, packCategories, packHead, packHeadIn, storedPack, type StoredPack } from '@/storage/packs'

import type { Parts } from './parts'
import type { Placer } from './placer'
import type { Places } from './types'

/** Makes something of the pack on this phone, once per pack; null without a pack or with one that is not what came. */
function oncePerPack<T>(db: Parts['db'], make: (stored: StoredPack) => Promise<T | null>, end: (made: T) => void) {
  let known: { name: string; made: Promise<T | null> } | null = null

  async function fromStored(): Promise<T | null> {
    const stored = await storedPack(db)
    if (stored === undefined) return null
    const made = await make(stored)
    if (made === null && 'sha256' in stored) await forgetPack(db, stored.sha256)
    return made
  }

  return async (): Promise<T | null> => {
    const head = await packHead(db)
    const name = head && `${head.version} ${head.sha256}`
    if (known !== null && known.name !== name) {
      void known.made.then((made) => made && end(made)).catch(() => undefined)
      known = null
    }
    if (name === undefined) return null
    known ??= { name, made: fromStored() }
    const here = known
    const made = await here.made.catch((error: unknown) => {
      if (known === here) known = null
      throw error
    })
    // The same pack may come again, whole.
    if (made === null && known === here) known = null
    return made
  }
}

/** Reading, index and computation are loaded when they are first asked for, not with the first screen. */
export function createPlaces({ db, city, now }: Parts, startWorker?: () => Worker): Places {
  const placer = oncePerPack<Placer>(
    db,
    async (stored) => (await import('./placer')).openPlacer(stored, startWorker),
    (old) => old.close(),
  )
  const whole = oncePerPack<AreaPack>(db, async (stored) => (await import('./placing')).readStored(stored), () => undefined)

  return {
    observe: (onChange) => observeQuery(async () => (await packHeadIn(db)) ?? null, onChange),
    pack: whole,
    categories: () => packCategories(db),
    async place(at) {
      const [ready, person] = await Promise.all([placer(), fact(db, 'person')])
      // What comes from a screen may be a proxy, which no worker takes.
      const plain = { ...at, heading: at.heading ? { ...at.heading } : null }
      return ready && ready.place(plain, person?.scope.segments ?? [])
    },
    async refresh() {
      const { pullPack } = await import('@/sync/pull')
      await pullPack(db, city, now)
    },
  }
}
