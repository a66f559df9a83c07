/** The export behind its button: makes the file, hands it to the share sheet or the downloads, says what became of it. */
import { ref } from 'vue'

import type { ExportFile, ExportRefusal, Outbox } from '@/phone/types'
import { troubleOf, type StoringTrouble } from '../capture/useDraft'
import { handedOver } from './handOver'

interface Readme {
  default: { readme: string[] }
}

export function useExport(phone: { outbox: Pick<Outbox, 'exportUnsent'> }) {
  const exported = ref<Pick<ExportFile, 'count' | 'photos'> | null>(null)
  const refusal = ref<ExportRefusal | null>(null)
  /** Why there is no file although nothing refused one. */
  const exportTrouble = ref<StoringTrouble | null>(null)
  const exporting = ref(false)

  /** Never rejects; a second tap while a file is made does nothing. */
  async function exportUnsent(): Promise<void> {
    if (exporting.value) return
    exporting.value = true
    exported.value = null
    refusal.value = null
    exportTrouble.value = null
    try {
      const { file, count, photos } = await phone.outbox.exportUnsent(await readme())
      if (await handedOver(file)) exported.value = { count, photos }
    } catch (error) {
      refusal.value = refusalOf(error)
      if (refusal.value === null) exportTrouble.value = troubleOf(error)
    } finally {
      exporting.value = false
    }
  }

  return { exported, refusal, exportTrouble, exporting, exportUnsent }
}

/** Both languages: whoever opens the file may not be who made it. */
async function readme(): Promise<string> {
  const files: Readme[] = await Promise.all([import('@/i18n/messages/zh-CN/export.json'), import('@/i18n/messages/en/export.json')])
  return files.map((file) => file.default.readme.join('\r\n\r\n')).join('\r\n\r\n\r\n')
}

function refusalOf(error: unknown): ExportRefusal | null {
  return error instanceof Error && 'refusal' in error ? (error.refusal as ExportRefusal) : null
}
