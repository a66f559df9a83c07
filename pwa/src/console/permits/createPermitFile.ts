/** A file of permits on its way: read here, looked at by the server, brought whole. Knows its port; must not know HTTP. */
import { computed, ref, shallowRef } from 'vue'

import type { PermitsApi } from '@/api/permits'
import type { FileDatum, LookedFile } from '@/domain/permit-register'
import { isRecord } from '@/domain/shapes'

import { createTrying } from '../createTrying'

export type FileFault = 'unreadable' | 'not-collection'

export function createPermitFile(api: Pick<PermitsApi, 'look' | 'bring'>) {
  const name = ref('')
  const datum = ref<FileDatum>('wgs84')
  const looked = shallowRef<LookedFile | null>(null)
  const fault = ref<FileFault | null>(null)
  const { busy, failure, trying } = createTrying()
  const added = ref<number | null>(null)
  const ready = computed(() => looked.value !== null && looked.value.wrong.length === 0 && looked.value.found.length > 0 && !busy.value)
  let document: unknown = null

  async function open(file: { name: string; text(): Promise<string> }): Promise<void> {
    name.value = file.name
    looked.value = null
    added.value = null
    fault.value = null
    document = null
    try {
      document = JSON.parse(await file.text())
    } catch {
      fault.value = 'unreadable'
      return
    }
    if (!isRecord(document) || document.type !== 'FeatureCollection') fault.value = 'not-collection'
    else await look()
  }

  /** Again after another datum was said. */
  async function look(): Promise<void> {
    if (document === null || fault.value !== null) return
    looked.value = await trying(() => api.look(document, datum.value))
  }

  async function bring(): Promise<boolean> {
    if (!ready.value) return false
    const count = await trying(() => api.bring(document, datum.value))
    if (count === null) looked.value = null
    else added.value = count
    return count !== null
  }

  return { name, datum, looked, fault, failure, busy, added, ready, open, look, bring }
}
