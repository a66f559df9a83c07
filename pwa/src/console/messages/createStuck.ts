/** What did not arrive, with one message open, and how a person settles it. Knows its port; must not know HTTP or a screen. */
import { ref, shallowRef } from 'vue'

import type { ChannelsApi } from '@/api/messages'
import type { StuckView } from '@/domain/messages'

import { createPaged } from '../createPaged'
import { createTrying } from '../createTrying'
import { neighbour } from '../neighbour'

export function createStuck(api: Pick<ChannelsApi, 'stuck' | 'again' | 'drop'>) {
  const count = ref(0)
  const paged = createPaged<StuckView>(async (query) => {
    const page = await api.stuck(query)
    count.value = page.count
    return page
  })
  const { items } = paged
  const chosen = shallowRef<StuckView | null>(null)
  const reason = ref('')
  const { busy, failure, once } = createTrying()

  async function load(): Promise<void> {
    await paged.ask({})
    choose(items.value.find((one) => one.id === chosen.value?.id) ?? items.value[0] ?? null)
  }

  function choose(one: StuckView | null): void {
    if (one?.id !== chosen.value?.id) reason.value = ''
    chosen.value = one
    failure.value = null
  }

  function step(by: 1 | -1): void {
    const place = items.value.findIndex((one) => one.id === chosen.value?.id)
    const next = neighbour(items.value, place, by)
    if (next) choose(next)
    if (place >= items.value.length - 5) void paged.more()
  }

  const again = () => settle((id) => api.again(id, reason.value.trim()))
  const drop = () => settle((id) => api.drop(id, reason.value.trim()))

  /** What is settled leaves the list, and the next one is open. A unit that still has nobody stays. */
  async function settle(how: (id: string) => Promise<StuckView>): Promise<void> {
    const one = chosen.value
    if (one === null || !reason.value.trim()) return
    await once(async () => {
      const now = await how(one.id)
      if (isSettled(now)) takeAway(now)
      else items.value = items.value.map((other) => (other.id === now.id ? now : other))
      reason.value = ''
    })
  }

  function takeAway(one: StuckView): void {
    const place = items.value.findIndex((other) => other.id === one.id)
    items.value = items.value.filter((other) => other.id !== one.id)
    count.value = Math.max(0, count.value - 1)
    choose(items.value[Math.min(place, items.value.length - 1)] ?? null)
  }

  return { ...paged, count, chosen, reason, busy, failure, loadFailure: paged.failure, load, choose, step, again, drop }
}

export function isSettled({ state, settled_at }: StuckView): boolean {
  return settled_at !== null || !['stuck', 'failed'].includes(state)
}
