/**
 * Bringing the evidence of a case to this computer: how far it has come, and why it did not.
 * Knows how a file is fetched and kept; must not know HTTP or a screen.
 */
import { ref, shallowRef } from 'vue'

export interface PacketPorts {
  fetch(caseNo: string, onProgress: (bytes: number) => void): Promise<Blob>
  keep(file: File): void
}

/** `kind` begins the name of the file. */
export function createPacket(ports: PacketPorts, kind = 'evidence') {
  /** The case whose packet is on its way. */
  const working = ref<string | null>(null)
  const bytes = ref(0)
  const saved = shallowRef<File | null>(null)
  const failure = shallowRef<unknown>(null)

  async function bring(caseNo: string): Promise<void> {
    if (working.value !== null) return
    forget()
    working.value = caseNo
    try {
      const blob = await ports.fetch(caseNo, (come) => (bytes.value = come))
      const file = new File([blob], `${kind}-${caseNo}.zip`, { type: 'application/zip' })
      ports.keep(file)
      saved.value = file
    } catch (error) {
      failure.value = error
    } finally {
      working.value = null
    }
  }

  /** Nothing is said any more of what was fetched before. */
  function forget(): void {
    bytes.value = 0
    saved.value = null
    failure.value = null
  }

  return { working, bytes, saved, failure, bring, forget }
}
