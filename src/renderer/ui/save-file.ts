/** Files out of the window, through the browser's or the desktop's own saving. */

export function saveFile(content: Blob, fileName: string): void {
  const address = URL.createObjectURL(content)
  saveFrom(address, fileName)
  URL.revokeObjectURL(address)
}

/** @param address of what is saved; it may hold all of it: data:… */
export function saveFrom(address: string, fileName: string): void {
  const link = document.createElement('a')
  link.href = address
  link.download = fileName
  link.click()
}
