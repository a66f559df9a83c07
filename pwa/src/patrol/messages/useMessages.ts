/** What this person was told, page by page. What is shown stays when the network is away. */
import { computed, ref, shallowRef } from 'vue'

import type { MessageView, Phone } from '@/phone/types'

export function useMessages(phone: Pick<Phone, 'messages'>) {
  const items = shallowRef<MessageView[]>([])
  const cursor = ref<string | null>(null)
  const loaded = ref(false)
  const busy = ref(false)
  const outdated = ref(false)
  const hasMore = computed(() => cursor.value !== null)

  const refresh = () => page(null)
  const more = () => page(cursor.value)

  async function page(after: string | null): Promise<void> {
    if (busy.value) return
    busy.value = true
    try {
      const told = await (await phone.messages()).list(after)
      items.value = after === null ? told.items : [...items.value, ...told.items]
      cursor.value = told.has_more ? told.cursor : null
      loaded.value = true
      outdated.value = false
    } catch {
      outdated.value = true
    } finally {
      busy.value = false
    }
  }

  /** Without signal it stays unread, and the next tap says so again. */
  async function read(message: MessageView): Promise<void> {
    if (message.read_at !== null) return
    try {
      const now = await (await phone.messages()).read(message.id)
      items.value = items.value.map((one) => (one.id === now.id ? now : one))
    } catch {
      outdated.value = true
    }
  }

  return { items, hasMore, loaded, busy, outdated, refresh, more, read }
}
