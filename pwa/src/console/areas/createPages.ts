/** A list that is read page by page and begun anew at any time. Knows its port; must not know HTTP or a screen. */
import { ref, shallowRef } from 'vue'

import type { Page } from '@/domain/views'

const PAGE = 20
/** As much as the server gives at once. */
const MOST = 100

export function createPages<T>(read: (cursor: string | null, limit: number) => Promise<Page<T>>) {
  const items = shallowRef<T[]>([])
  const hasMore = ref(false)
  const asking = ref(false)
  /** Why more of it did not come. */
  const failure = shallowRef<unknown>(null)
  let cursor: string | null = null
  let last: Promise<unknown> = Promise.resolve()

  /** One after another: a list begun anew while more of it comes would lose one of the two. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const mine = last.then(work)
    last = mine.catch(() => undefined)
    return mine
  }

  async function begin(): Promise<void> {
    const shown = items.value.length
    let page = await read(null, Math.max(PAGE, Math.min(shown, MOST)))
    let all = page.items
    while (page.has_more && all.length < shown) {
      page = await read(page.cursor, Math.min(shown - all.length, MOST))
      all = [...all, ...page.items]
    }
    put(all, page)
  }

  async function goOn(): Promise<void> {
    if (!hasMore.value) return
    const page = await read(cursor, PAGE)
    put([...items.value, ...page.items], page)
  }

  function put(all: T[], page: Page<T>): void {
    items.value = all
    cursor = page.cursor
    hasMore.value = page.has_more
  }

  /** As many as are shown, from the newest on. */
  const restart = () => inTurn(begin)

  async function more(): Promise<void> {
    if (asking.value) return
    asking.value = true
    failure.value = null
    try {
      await inTurn(goOn)
    } catch (error) {
      failure.value = error
    } finally {
      asking.value = false
    }
  }

  return { items, hasMore, asking, failure, restart, more }
}

export type Pages = Pick<ReturnType<typeof createPages>, 'hasMore' | 'asking' | 'failure' | 'more'>
