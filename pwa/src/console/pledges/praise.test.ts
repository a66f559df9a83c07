import { describe, expect, it } from 'vitest'

import type { Praised } from '@/domain/pledge-ledger'
import { Failure } from '@/domain/problem'
import type { ShopView } from '@/domain/shop-register'

import { createPraise, type PraisePort } from './createPraise'

const shop = (id: string, name: string): Praised => ({ id, name, door: null, street: null, segment: null, rev: 4, consent: { by: null, at: '2026-11-01T00:00:00Z' } })

function desk(more: Partial<PraisePort> = {}) {
  const asked: unknown[] = []
  const used = createPraise({
    list: ({ cursor }) => Promise.resolve(cursor ? { items: [shop('b', '茶舍'), shop('c', '百货')], cursor: null, has_more: false } : { items: [shop('a', '粮油')], cursor: 'next', has_more: true }),
    change: (id, rev, fields) => (asked.push([id, rev, fields]), Promise.resolve({} as ShopView)),
    ...more,
  })
  return { used, asked }
}

describe('the praise list', () => {
  it('has every page, by place until it is asked for by name', async () => {
    const { used } = desk()
    await used.load()
    expect(used.items.value.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
    used.order.value = 'name'
    expect(used.items.value.map(({ name }) => name)).toEqual(['百货', '茶舍', '粮油'])
  })

  it('takes a consent back from the revision that was read', async () => {
    const { used, asked } = desk()
    await used.load()
    expect(await used.takeBack(shop('a', '粮油'))).toBe(true)
    expect(asked).toEqual([['a', 4, { praise_consent: false }]])
  })

  it('says when somebody was faster, beside the list as it is now', async () => {
    const { used } = desk({ change: () => Promise.reject(new Failure('stale', 412)) })
    await used.load()
    expect(await used.takeBack(shop('a', '粮油'))).toBe(false)
    expect([(used.refused.value as Failure).slug, used.items.value.length]).toEqual(['stale', 3])
  })
})
