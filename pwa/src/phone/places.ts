/** The area pack for the screens, and the place computed from it on the phone. */
import type { AreaPack } from '@/domain/geography'
import type { PackRow } from '@/storage/database'
import { fact } from '@/storage/facts'
import { observeQuery } from '@/storage/observe'
import { currentPack } from '@/storage/packs'

import type { Parts } from './parts'
import type { Places } from './types'

/** `own`: codes of the person's segments, which decide where two are equally near. */
type Placing = (at: Parameters<Places['place']>[0], own: Set<string>) => Awaited<ReturnType<Places['place']>>

export function createPlaces({ db, city, now }: Parts): Places {
  let known: { version: string; placing: Promise<Placing> } | null = null

  function placingFor(pack: AreaPack): Promise<Placing> {
    if (known?.version !== pack.version) known = { version: pack.version, placing: placingOf(pack) }
    return known.placing
  }

  return {
    observe: (onChange) => observeQuery(async () => summaryOf(await db.packs.get('current')), onChange),
    pack: async () => (await currentPack(db))?.pack ?? null,
    categories: async () => (await currentPack(db))?.pack.categories ?? [],
    async place(at) {
      const row = await currentPack(db)
      if (row === undefined) return null
      const [placing, person] = await Promise.all([placingFor(row.pack), fact(db, 'person')])
      return placing(at, new Set(person?.scope.segments))
    },
    async refresh() {
      const { pullPack } = await import('@/sync/pull')
      await pullPack(db, city, now)
    },
  }
}

/** The computation and its index are loaded when the first place is asked for, not with the first screen. */
async function placingOf(pack: AreaPack): Promise<Placing> {
  const { buildIndex, place } = await import('@/domain/placement')
  const index = buildIndex(pack)
  return (at, own) => place(index, at, own)
}

function summaryOf(row: PackRow | undefined) {
  if (row === undefined) return null
  const { version, segments, cells } = row.pack
  return { version, fetched_at: row.fetched_at, segments: segments.length, cells: cells.length }
}
