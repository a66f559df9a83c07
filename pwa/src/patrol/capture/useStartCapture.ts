/** Begins a report: the draft is on disk before any camera opens. */
import { ref } from 'vue'
import { useRouter } from 'vue-router'

import type { Phone } from '@/phone/types'
import { troubleOf, type StoringTrouble } from './useDraft'

export function useStartCapture(phone: Pick<Phone, 'drafts'>) {
  const router = useRouter()
  const starting = ref(false)
  const trouble = ref<StoringTrouble | null>(null)

  async function start(category: string | null = null): Promise<void> {
    if (starting.value) return
    starting.value = true
    trouble.value = null
    try {
      const draft = await phone.drafts.begin()
      if (category !== null) await phone.drafts.change(draft.id, { category })
      await phone.drafts.awaitPhoto(draft.id, 'scene')
      await router.push({ name: 'camera', params: { id: draft.id } })
    } catch (error) {
      trouble.value = troubleOf(error)
    } finally {
      starting.value = false
    }
  }

  return { start, starting, trouble }
}
