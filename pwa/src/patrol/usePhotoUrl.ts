/** An address for showing a stored photo, given back to the browser when nobody shows it any more. */
import { onScopeDispose, readonly, ref, watch, type Ref } from 'vue'

import type { Phone } from '@/phone/types'

export function usePhotoUrl(phone: Pick<Phone, 'photo'>, photoId: () => string | null): Readonly<Ref<string | null>> {
  const url = ref<string | null>(null)
  let wanted: string | null = null

  function show(next: string | null): void {
    if (url.value !== null) URL.revokeObjectURL(url.value)
    url.value = next
  }

  watch(
    photoId,
    async (id) => {
      wanted = id
      const blob = id === null ? null : await phone.photo(id)
      if (wanted === id) show(blob && URL.createObjectURL(blob))
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    wanted = null
    show(null)
  })
  return readonly(url)
}
