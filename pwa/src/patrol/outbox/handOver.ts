/** Gives a file out of the app: to the share sheet where there is one, else to the downloads. */

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
  download(file)
  return true
}

export function download(file: File): void {
  const address = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = address
  link.download = file.name
  link.click()
  // Safari still reads the address after the click has returned.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
