/** The schemes of this city, asked for once for all screens, and their items by the names people use. */
import { computed, shallowRef } from 'vue'

import type { Scheme } from '@/domain/pledge-ledger'

import { useWords } from '../useWords'
import { createSchemes } from './createSchemes'
import { pledgesApi } from './useShopLedger'

const schemes = shallowRef<Scheme[]>([])
let underWay: Promise<void> | null = null

/** Resolves once they are there; asks only once at a time. */
function load(): Promise<void> {
  if (schemes.value.length > 0) return Promise.resolve()
  return (underWay ??= pledgesApi.schemes().then((told) => void (schemes.value = told)).finally(() => (underWay = null)))
}

export const useSchemes = () => createSchemes(pledgesApi, schemes)

export function useSchemeItems() {
  const { locale } = useWords()
  /** Items of several schemes that share a code are one. */
  const items = computed(() => {
    const all = schemes.value.filter((scheme) => scheme.in_force).flatMap((scheme) => scheme.items)
    return [...new Map(all.map(({ code, name_zh, name_en }) => [code, { code, name: locale.value === 'en' ? name_en : name_zh }])).values()]
  })
  return { items, load }
}
