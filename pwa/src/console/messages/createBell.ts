/** What somebody at the desk has not read yet. Knows its port; must not know HTTP or a screen. */
import { ref, shallowRef } from 'vue'

import type { MessagesApi } from '@/api/messages'
import type { MessageView } from '@/domain/messages'

const SHOWN = 20

export function createBell(api: Pick<MessagesApi, 'list' | 'read'>) {
  const items = shallowRef<MessageView[]>([])
  const unread = ref(0)
  const failure = shallowRef<unknown>(null)
  let question = 0

  async function ask(): Promise<void> {
    const mine = ++question
    const page = await api.list({ unread: true, limit: SHOWN })
    if (mine !== question) return
    items.value = page.items
    unread.value = page.unread
  }

  /** It leaves the list at once and comes back when the server did not hear of it. */
  async function read(message: MessageView): Promise<void> {
    failure.value = null
    items.value = items.value.filter((one) => one.id !== message.id)
    unread.value = Math.max(0, unread.value - 1)
    try {
      await api.read(message.id)
    } catch (error) {
      failure.value = error
    }
    await ask().catch(() => undefined)
  }

  return { items, unread, failure, ask, read }
}
