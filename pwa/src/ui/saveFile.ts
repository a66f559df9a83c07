/** Gives a file to the browser's downloads. */
export function saveFile(file: File): void {
  const address = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = address
  link.download = file.name
  link.click()
  // Safari still reads the address after the click has returned.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
