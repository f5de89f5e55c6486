import { randomBytes } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { accessProblem } from './check-file.ts'

/** Ending of names that are being written: what is left of them after a crash may be deleted. */
export const partialEnding = '.partial'

/** A name beside `target` to write to until it is whole, different at every call. */
export function partialName(target: string): string {
  return path.join(path.dirname(target), `.${path.basename(target)}.${randomBytes(6).toString('hex')}${partialEnding}`)
}

/**
 * Lets `write` fill a file under a temporary name, then makes it durable and gives it its own name: whoever looks sees
 * the whole file or none. When `write` throws, nothing is left.
 * @throws what `write` throws; Problem DISK_FULL, FILE_NOT_FOUND, FILE_NOT_READABLE for the folder
 */
export async function writeWhole<Result>(target: string, write: (partial: string) => Promise<Result>): Promise<Result> {
  const partial = partialName(target)
  try {
    const result = await write(partial)
    await settle(partial, target)
    return result
  } catch (caught) {
    await rm(partial, { force: true })
    throw caught
  }
}

async function settle(partial: string, target: string): Promise<void> {
  try {
    await sync(partial)
    await rename(partial, target)
    await syncFolder(path.dirname(target))
  } catch (caught) {
    throw accessProblem(target, caught as NodeJS.ErrnoException)
  }
}

/** Makes a file's content durable. */
export async function sync(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes names in a folder durable. Windows has no such call and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
