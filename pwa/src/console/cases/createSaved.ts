/** Filters that a person keeps under a name, and those that came with a role. Knows its port. */
import { shallowRef } from 'vue'

import type { CaseListsApi, SavedFilterView } from '@/api/case-lists'

import { setFilters, type CaseFilters } from './filters'

export function createSaved(api: Pick<CaseListsApi, 'filters' | 'keep' | 'drop'>, newId: () => string) {
  const saved = shallowRef<SavedFilterView[]>([])
  const failure = shallowRef<unknown>(null)

  async function trying<T>(doing: () => Promise<T>): Promise<T | null> {
    failure.value = null
    try {
      return await doing()
    } catch (error) {
      failure.value = error
      return null
    }
  }

  const load = () => trying(async () => void (saved.value = await api.filters()))
  /** The own filter of that name, which saving replaces. */
  const named = (name: string) => saved.value.find((one) => one.role === null && one.name === name.trim())

  async function keep(name: string, filters: CaseFilters): Promise<boolean> {
    const before = named(name)
    const now = await trying(() => api.keep(before?.id ?? newId(), name.trim(), setFilters(filters) as Record<string, string>, before?.rev ?? null))
    if (now) saved.value = [...saved.value.filter((one) => one.id !== now.id), now]
    return now !== null
  }

  async function drop(one: SavedFilterView): Promise<void> {
    const gone = await trying(async () => (await api.drop(one.id, one.rev), true))
    if (gone) saved.value = saved.value.filter((known) => known.id !== one.id)
  }

  return { saved, failure, load, named, keep, drop }
}
