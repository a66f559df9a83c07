/** A list as a file on this computer. Knows how it is fetched and kept; must not know HTTP or what is listed. */
import { ref, shallowRef } from 'vue'

export interface ExportPorts {
  fetch(path: string): Promise<Blob>
  keep(file: File): void
}

export function createExport(ports: ExportPorts) {
  const busy = ref(false)
  const failure = shallowRef<unknown>(null)

  /** `path` below /api/v1 answers with the file, which is kept as `name`. */
  async function bring(path: string, name: string): Promise<void> {
    if (busy.value) return
    busy.value = true
    failure.value = null
    try {
      const blob = await ports.fetch(path)
      ports.keep(new File([blob], name, { type: blob.type }))
    } catch (error) {
      failure.value = error
    } finally {
      busy.value = false
    }
  }

  return { busy, failure, bring }
}
