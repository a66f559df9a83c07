import { shallowRef, watch } from 'vue'

import type { AreaPack } from '@/domain/geography'
import type { Phone } from '@/phone/types'
import { useObserved } from '@/ui/useObserved'

/** The areas that this phone carries, read anew whenever another version has come; `looked` says that they were looked for. */
export function useAreaPack(phone: Phone) {
  const head = useObserved(phone.places.observe, null)
  const pack = shallowRef<AreaPack | null>(null)
  const looked = shallowRef(false)
  watch(
    () => head.value?.version,
    async () => {
      pack.value = await phone.places.pack()
      looked.value = true
    },
    { immediate: true },
  )
  return { head, pack, looked }
}
