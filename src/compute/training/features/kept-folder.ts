/** A folder of the cache: files that can be made again, each whole under its name or not there at all. */
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import path from 'node:path'
import { Problem } from '../../../domain/problem.ts'
import { accessProblem } from '../../../media/check-file.ts'
import { partialEnding, partialName } from '../../../media/temp-file.ts'

export interface KeptFolder {
  /** Where the file of that name is, or would be. */
  fileOf(name: string): string
  /**
   * Lets `fill` write under a temporary name, and gives the file its own when that is done.
   * @throws Problem DISK_FULL, FILE_NOT_READABLE, and those that `fill` throws
   */
  write<Result>(name: string, fill: (partial: string) => Promise<Result>): Promise<Result>
}

/** Opens the folder, and marks it as used now. @throws Problem FILE_NOT_READABLE, DISK_FULL */
export async function openKeptFolder(cacheDir: string, folderName: string): Promise<KeptFolder> {
  const folder = path.join(cacheDir, folderName)
  const fileOf = (name: string): string => path.join(folder, name)
  try {
    // What is kept of people's clips is for nobody else on the machine.
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await removePartials(folder)
    await utimes(folder, new Date(), new Date())
  } catch (caught) {
    throw accessProblem(folder, caught as NodeJS.ErrnoException)
  }
  return {
    fileOf,
    async write(name, fill) {
      const target = fileOf(name)
      const partial = partialName(target)
      try {
        // Made again where another run cleared it away to make room.
        await mkdir(folder, { recursive: true, mode: 0o700 })
        const result = await fill(partial)
        // Not synced: what a power cut spoils is told by its hash and made again.
        await rename(partial, target)
        return result
      } catch (caught) {
        await rm(partial, { force: true })
        throw caught instanceof Problem ? caught : accessProblem(target, caught as NodeJS.ErrnoException)
      }
    },
  }
}

/** What a run that was killed left half-written; younger ones may be another run's that is at work. */
async function removePartials(folder: string): Promise<void> {
  const hourAgoMs = Date.now() - 3600e3
  for (const name of await readdir(folder)) {
    if (!name.endsWith(partialEnding)) continue
    const file = path.join(folder, name)
    if ((await stat(file)).mtimeMs < hourAgoMs) await rm(file, { force: true })
  }
}
