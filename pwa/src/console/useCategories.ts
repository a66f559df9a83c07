/** The catalogue's entries, fetched once for all screens that name categories. */
import { computed, shallowRef } from 'vue'

import type { CatalogEntry, CoverType } from '@/domain/views'

import { catalogApi } from './server'
import { useSession } from './session/useSession'

const entries = shallowRef<CatalogEntry[]>([])
const coverTypes = shallowRef<CoverType[]>([])
const bySlug = computed(() => new Map(entries.value.map((entry) => [entry.slug, entry])))
let underWay: Promise<void> | null = null

async function fetchOnce(): Promise<void> {
  try {
    const catalog = await useSession().guarded(() => catalogApi.read())
    coverTypes.value = catalog.cover_types
    entries.value = catalog.items
  } finally {
    underWay = null
  }
}

/** Resolves once names are there; without them screens show the slug, so nobody waits for this. */
function load(): Promise<void> {
  if (entries.value.length > 0) return Promise.resolve()
  return (underWay ??= fetchOnce())
}

function entry(slug: string | null | undefined): CatalogEntry | undefined {
  return slug ? bySlug.value.get(slug) : undefined
}

/** Replaces an entry that was just changed here. */
function put(changed: CatalogEntry): void {
  entries.value = entries.value.map((known) => (known.slug === changed.slug ? changed : known))
}

export const useCategories = () => ({ entries, coverTypes, load, entry, put })
