/** Addresses for showing a picture of a case: the small one of this phone, and the server's for a page that has signal. */
import { onScopeDispose, ref, watch, type Ref } from 'vue'

import type { Phone } from '@/phone/types'

export function useCasePhoto(phone: Pick<Phone, 'tasks'>, sha256: () => string | null): { thumb: Readonly<Ref<string | null>>; screen: Readonly<Ref<string | null>> } {
  const thumb = ref<string | null>(null)
  const screen = ref<string | null>(null)

  function show(blob: Blob | null): void {
    if (thumb.value !== null) URL.revokeObjectURL(thumb.value)
    thumb.value = blob && URL.createObjectURL(blob)
  }

  watch(
    sha256,
    async (wanted) => {
      screen.value = null
      if (wanted === null) return show(null)
      const api = await phone.tasks()
      const blob = await api.thumb(wanted)
      if (sha256() !== wanted) return
      show(blob)
      screen.value = navigator.onLine ? api.screenUrl(wanted) : null
    },
    { immediate: true },
  )
  onScopeDispose(() => show(null))
  return { thumb, screen }
}
