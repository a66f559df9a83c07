/** The export behind its button: makes the file, hands it to the share sheet or the downloads, says what became of it. */
import { ref } from 'vue'

import type { ExportFile, ExportRefusal, Outbox } from '@/phone/types'

interface Readme {
  default: { readme: string[] }
}

export function useExport(phone: { outbox: Pick<Outbox, 'exportUnsent'> }) {
  const exported = ref<Pick<ExportFile, 'count' | 'photos'> | null>(null)
  const refusal = ref<ExportRefusal | null>(null)

  /** Rejects with what is no refusal: trouble with the phone's storage. */
  async function exportUnsent(): Promise<void> {
    exported.value = null
    refusal.value = null
    try {
      const { file, count, photos } = await phone.outbox.exportUnsent(await readme())
      if (!(await shared(file))) download(file)
      exported.value = { count, photos }
    } catch (error) {
      refusal.value = refusalOf(error)
      if (refusal.value === null) throw error
    }
  }

  return { exported, refusal, exportUnsent }
}

/** Both languages: whoever opens the file may not be who made it. */
async function readme(): Promise<string> {
  const files: Readme[] = await Promise.all([import('@/i18n/messages/zh-CN/export.json'), import('@/i18n/messages/en/export.json')])
  return files.map((file) => file.default.readme.join('\r\n\r\n')).join('\r\n\r\n\r\n')
}

/** True when the share sheet took it, also when the person closed the sheet again. */
async function shared(file: File): Promise<boolean> {
  if (navigator.canShare?.({ files: [file] }) !== true) return false
  try {
    await navigator.share({ files: [file] })
    return true
  } catch (error) {
    return error instanceof DOMException && error.name === 'AbortError'
  }
}

function download(file: File): void {
  const address = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = address
  link.download = file.name
  link.click()
  // Safari still reads the address after the click has returned.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

function refusalOf(error: unknown): ExportRefusal | null {
  return error instanceof Error && 'refusal' in error ? (error.refusal as ExportRefusal) : null
}
