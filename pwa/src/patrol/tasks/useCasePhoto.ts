/** Addresses for showing a picture of a case: the small one of this phone, and the server's for a page that has signal. */
import { onScopeDispose, ref, watch, type Ref } from 'vue'

import type { Phone, Unsubscribe } from '@/phone/types'

export function useCasePhoto(phone: Pick<Phone, 'tasks'>, sha256: () => string | null): { thumb: Readonly<Ref<string | null>>; screen: Readonly<Ref<string | null>> } {
  const thumb = ref<string | null>(null)
  const screen = ref<string | null>(null)
  let stop: Unsubscribe = () => undefined
  let ended = false

  function show(blob: Blob | null): void {
    if (thumb.value !== null) URL.revokeObjectURL(thumb.value)
    thumb.value = blob && URL.createObjectURL(blob)
  }

  watch(
    sha256,
    async (wanted) => {
      stop()
      show(null)
      screen.value = null
      if (wanted === null) return
      const api = await phone.tasks()
      if (ended || sha256() !== wanted) return
      stop = api.observeThumb(wanted, show)
      screen.value = navigator.onLine ? api.screenUrl(wanted) : null
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    ended = true
    stop()
    show(null)
  })
  return { thumb, screen }
}
