/** What becomes of a shop that was picked: it is named in the report that asked for it, else its page opens. */
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import type { Phone } from '@/phone/types'

export function useChosenShop(phone: Phone) {
  const route = useRoute()
  const router = useRouter()
  /** The draft that asks; null when the person looks for a shop. */
  const asking = computed(() => (typeof route.query.for === 'string' ? route.query.for : null))

  /** Names the shop in the draft, or takes it out with null; an item belongs to the shop it was chosen at. */
  async function name(draftId: string, shopId: string | null, note = ''): Promise<void> {
    const draft = await phone.drafts.get(draftId)
    if (draft) {
      const same = draft.subject.shop_id === shopId
      const subject = { ...draft.subject, shop_id: shopId, ...(!same && { pledge_item: null }) }
      const words = note && !draft.note.includes(note) ? { note: note + draft.note } : {}
      await phone.drafts.change(draftId, { subject, ...words })
    }
    await router.replace({ name: 'form', params: { id: draftId } })
  }

  async function choose(shopId: string): Promise<void> {
    if (asking.value) await name(asking.value, shopId)
    else await router.replace({ name: 'shop', params: { shopId } })
  }

  /** No shop: the report goes on without one, with what was said of it. */
  async function none(note = ''): Promise<void> {
    if (asking.value) await name(asking.value, null, note)
    else await router.replace({ name: 'home' })
  }

  return { asking, choose, none }
}
