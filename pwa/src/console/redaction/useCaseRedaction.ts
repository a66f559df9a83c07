/** How far the photos of a case are, and what may leave of it. */
import { computed, shallowRef, watch, type Ref } from 'vue'

import { outsidePacketPath } from '@/api/redaction'
import type { ListedPicture } from '@/domain/redaction'
import { saveFile } from '@/ui/saveFile'

import { createPacket } from '../cases/createPacket'
import { download } from '../server'
import { useSession } from '../session/useSession'
import { guardedRedaction } from './useRedaction'

const outside = createPacket(
  {
    fetch: (caseNo, onProgress) => useSession().guarded(() => download(outsidePacketPath(caseNo), onProgress)),
    keep: saveFile,
  },
  'redacted',
)

export function useCaseRedaction(no: Ref<string>) {
  const pictures = shallowRef<ListedPicture[] | null>(null)
  const pending = computed(() => pictures.value?.filter((one) => one.state === 'pending').length ?? 0)

  async function load(): Promise<void> {
    const wanted = no.value
    pictures.value = null
    if (outside.working.value === null) outside.forget()
    const page = await guardedRedaction.list({ case_no: wanted }).catch(() => null)
    if (wanted === no.value) pictures.value = page?.items ?? null
  }

  watch(no, load, { immediate: true })
  return { pictures, pending, outside }
}
