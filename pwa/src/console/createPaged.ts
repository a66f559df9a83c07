/**
 * A list that grows page by page: of answers that overtake each other the newest question counts, and what is shown stays
 * when a page fails. Knows how to ask for a page; must not know HTTP or what is listed.
 */
import { ref, shallowRef } from 'vue'

import type { Page } from '@/domain/views'

const PAGE = 50

export type Query = Record<string, string | number>

export function createPaged<Item>(list: (query: Query) => Promise<Page<Item>>) {
  const items = shallowRef<Item[]>([])
  const hasMore = ref(false)
  const loading = ref(false)
  const loaded = ref(false)
  const failure = shallowRef<unknown>(null)
  let asked: Query = {}
  let cursor: string | null = null
  let question = 0

  /** Begins anew; what was shown stays until the answer is there. */
  async function ask(query: Query): Promise<void> {
    asked = query
    question += 1
    cursor = null
    await page([])
  }

  async function more(): Promise<void> {
    if (!loading.value && hasMore.value) await page(items.value)
  }

  async function page(before: Item[]): Promise<void> {
    const mine = question
    loading.value = true
    failure.value = null
    try {
      const answer = await list({ ...asked, limit: PAGE, ...(cursor && { cursor }) })
      if (mine !== question) return
      items.value = [...before, ...answer.items]
      cursor = answer.cursor
      hasMore.value = answer.has_more
      loaded.value = true
    } catch (error) {
      if (mine === question) failure.value = error
    } finally {
      if (mine === question) loading.value = false
    }
  }

  return { items, hasMore, loading, loaded, failure, ask, more }
}
