/**
 * The praise list: shops that agreed to be named, by place or by name; none stands above another for what it did. Knows its
 * port; must not know HTTP.
 */
import { computed, ref } from 'vue'

import type { PledgeLedgerApi } from '@/api/pledge-ledger'
import type { ShopRegisterApi } from '@/api/shop-register'
import type { Praised } from '@/domain/pledge-ledger'

import { createPaged } from '../createPaged'
import { createTrying } from '../createTrying'

export const PRAISE_ORDERS = ['place', 'name'] as const
export type PraiseOrder = (typeof PRAISE_ORDERS)[number]

export interface PraisePort {
  list: PledgeLedgerApi['praise']
  change: ShopRegisterApi['change']
}

const alphabet = new Intl.Collator('zh-CN', { numeric: true })

export function createPraise(port: PraisePort) {
  const paged = createPaged<Praised>((query) => port.list(query))
  const order = ref<PraiseOrder>('place')
  /** By name only where all of them are here: an order of a part would be none. */
  const items = computed(() => (order.value === 'name' && !paged.hasMore.value ? [...paged.items.value].sort((a, b) => alphabet.compare(a.name, b.name)) : paged.items.value))
  const { busy, failure: refused, once } = createTrying()

  /** Asks page after page, so that paper and order have all of them. */
  async function load(): Promise<void> {
    refused.value = null
    await paged.ask({})
    while (paged.hasMore.value && paged.failure.value === null) await paged.more()
  }

  /** The shop does not want to be named any more. The list is read anew whether or not somebody was faster. */
  async function takeBack({ id, rev }: Praised): Promise<boolean> {
    const done = await once(() => port.change(id, rev, { praise_consent: false }))
    const why = refused.value
    await load()
    refused.value = why
    return done
  }

  return { ...paged, items, order, busy, refused, load, takeBack }
}
