/** Files that are whole or not there: written under another name, synced, renamed. */
import { closeSync, fsyncSync, openSync } from 'node:fs'

/** Makes sure that what was written to a file is on the disk. */
export function syncFile(file: string): void {
  const descriptor = openSync(file, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Makes sure that names made, changed or removed in a folder are on the disk. Windows does so by itself. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
