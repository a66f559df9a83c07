/** Gives a file out of the app: to the share sheet where there is one, else to the downloads. */
import { saveFile } from '@/ui/saveFile'

/** False when the person closed the share sheet again: then the file is nowhere. */
export async function handedOver(file: File): Promise<boolean> {
  if (navigator.canShare?.({ files: [file] }) === true) {
    try {
      await navigator.share({ files: [file] })
      return true
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return false
    }
  }
  saveFile(file)
  return true
}
