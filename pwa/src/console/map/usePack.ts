/** The area pack, fetched once for all screens, and asked for again when the areas may have changed. */
import { ref, shallowRef } from 'vue'

import type { AreaPack } from '@/domain/geography'

import { cityApi } from '../server'
import { useSession } from '../session/useSession'

/** A desk stays open for days; other areas come into force meanwhile. */
const FRESH_MS = 600_000

const pack = shallowRef<AreaPack | null>(null)
const failed = ref(false)
let etag: string | null = null
/** When what is held was last known to be in force; 0: not known. */
let askedAt = 0
let underWay: Promise<void> | null = null

async function fetchOnce(): Promise<void> {
  failed.value = false
  askedAt = Date.now()
  try {
    const fetched = await useSession().guarded(() => cityApi.pack(etag))
    if (fetched) {
      pack.value = fetched.pack
      etag = fetched.etag
    }
  } catch {
    askedAt = 0
    failed.value = pack.value === null
  } finally {
    underWay = null
  }
}

/** Resolves once the pack is there or has failed; asks only once at a time. One that cannot be renewed stays. */
function load(): Promise<void> {
  if (pack.value && Date.now() - askedAt < FRESH_MS) return Promise.resolve()
  return (underWay ??= fetchOnce())
}

/** Other areas are in force now: the next who loads asks. */
function outdated(): void {
  askedAt = 0
}

export const usePack = () => ({ pack, failed, load, outdated })
