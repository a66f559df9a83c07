import { describe, expect, it } from 'vitest'

import { Failure } from '@/domain/problem'
import type { Page } from '@/domain/views'

import { createPages } from './createPages'

/** A list of numbers, the newest first; every answer waits until it is let out. */
function bench(length: number) {
  const world = { length, refuse: false }
  const waiting: (() => void)[] = []
  const asked: (string | null)[] = []
  const read = (cursor: string | null, limit: number) => {
    asked.push(cursor)
    const from = cursor === null ? world.length : Number(cursor)
    const items = Array.from({ length: Math.min(limit, from) }, (_, at) => from - at)
    const rest = from - items.length
    const page: Page<number> = { items, cursor: rest > 0 ? String(rest) : null, has_more: rest > 0 }
    return new Promise<Page<number>>((resolve, reject) => {
      waiting.push(() => (world.refuse ? reject(new Failure('no-network')) : resolve(page)))
    })
  }
  const pages = createPages(read)
  /** Lets out whatever is asked for until nothing is. */
  async function settle<T>(doing: Promise<T>): Promise<T> {
    let over = false
    void doing.finally(() => (over = true)).catch(() => undefined)
    while (!over) {
      waiting.shift()?.()
      await new Promise((resolve) => setTimeout(resolve))
    }
    return doing
  }
  return { pages, world, asked, settle }
}

describe('a list read page by page', () => {
  it('loses nothing when it is begun anew while more of it is on its way', async () => {
    const { pages, world, settle } = bench(50)
    await settle(pages.restart())
    const more = pages.more()
    world.length = 51
    await settle(Promise.all([more, pages.restart()]))
    expect(pages.items.value).toEqual(Array.from({ length: 40 }, (_, at) => 51 - at))
    await settle(pages.more())
    expect(pages.items.value).toEqual(Array.from({ length: 51 }, (_, at) => 51 - at))
    expect(pages.hasMore.value).toBe(false)
  })

  it('says why more did not come, keeps what it has, and can be asked again', async () => {
    const { pages, world, asked, settle } = bench(30)
    await settle(pages.restart())
    world.refuse = true
    await settle(pages.more())
    expect([pages.failure.value, pages.asking.value, pages.items.value.length]).toEqual([expect.any(Failure), false, 20])
    world.refuse = false
    await settle(pages.more())
    expect([pages.failure.value, pages.items.value.length, asked]).toEqual([null, 30, [null, '10', '10']])
  })

  it('is begun anew as long as it was, in as many questions as that takes', async () => {
    const { pages, asked, settle } = bench(150)
    await settle(pages.restart())
    for (let page = 1; page < 7; page += 1) await settle(pages.more())
    asked.length = 0
    await settle(pages.restart())
    expect([pages.items.value.length, asked]).toEqual([140, [null, '50']])
  })
})
