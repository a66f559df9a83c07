/** A file on its way to the server. Knows its port; must not know HTTP or a screen. */
import { ref, shallowRef } from 'vue'

import type { AreaImportsApi } from '@/api/area-imports'

import { lastOf } from '@/domain/last'
import type { Layer } from './wire'

/** As much as the server takes. */
export const MOST_BYTES = 100 * 1024 * 1024
export const ENDINGS = ['geojson', 'json', 'zip', 'gpkg', 'kml', 'kmz', 'csv', 'tsv'] as const

export type Unfit = 'empty' | 'too-large' | 'unknown-kind'

export function createUpload(api: Pick<AreaImportsApi, 'send'>) {
  const layer = ref<Layer>('segments')
  const name = ref('')
  /** 0 to 1 while a file goes up, else null. */
  const share = ref<number | null>(null)
  const unfit = ref<Unfit | null>(null)
  const failure = shallowRef<unknown>(null)

  /** The id of the import that began, null when none did. */
  async function send(file: Blob, called: string): Promise<string | null> {
    if (share.value !== null) return null
    name.value = called
    failure.value = null
    unfit.value = whyUnfit(file, called)
    if (unfit.value !== null) return null
    share.value = 0
    try {
      const { id } = await api.send(layer.value, file, called, (part) => (share.value = part))
      return id
    } catch (error) {
      failure.value = error
      return null
    } finally {
      share.value = null
    }
  }

  return { layer, name, share, unfit, failure, send }
}

function whyUnfit({ size }: Blob, called: string): Unfit | null {
  const ending = lastOf(called.split('.'))?.toLowerCase() ?? ''
  if (!ENDINGS.some((known) => known === ending)) return 'unknown-kind'
  if (size === 0) return 'empty'
  return size > MOST_BYTES ? 'too-large' : null
}
