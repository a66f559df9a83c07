/** The area pack, fetched once for all screens. */
import { ref, shallowRef } from 'vue'

import type { AreaPack } from '@/domain/geography'

import { cityApi } from '../server'
import { useSession } from '../session/useSession'

const pack = shallowRef<AreaPack | null>(null)
const failed = ref(false)
let underWay: Promise<void> | null = null

async function fetchOnce(): Promise<void> {
  failed.value = false
  try {
    const fetched = await useSession().guarded(() => cityApi.pack(null))
    pack.value = fetched?.pack ?? null
  } catch {
    failed.value = true
  } finally {
    underWay = null
  }
}

/** Resolves once the pack is there or has failed; asks only once at a time. */
function load(): Promise<void> {
  if (pack.value) return Promise.resolve()
  return (underWay ??= fetchOnce())
}

export const usePack = () => ({ pack, failed, load })
