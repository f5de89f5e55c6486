/** Features of frozen stages on disk: a folder per recipe, a file per view of a clip. */
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { accessProblem } from '../../../media/check-file.ts'
import { partialEnding, partialName } from '../../../media/temp-file.ts'
import { decodeFeatures, encodeFeatures, fileBytes } from './feature-file.ts'

export interface FeatureStore {
  /** Whether there is a file of the right length; `read` says whether it is whole. */
  has(key: string): Promise<boolean>
  /** Null where there is none, or one that can't be trusted. */
  read(key: string): Promise<Float32Array | null>
  /** Whole under its name or not at all. @throws Problem DISK_FULL, FILE_NOT_READABLE */
  write(key: string, values: Float32Array): Promise<void>
}

/**
 * The features that one recipe made, in `cacheDir`; marked as used now.
 * @param valuesPerView how many each file holds
 */
export async function openFeatureStore(cacheDir: string, recipe: string, valuesPerView: number): Promise<FeatureStore> {
  const folder = path.join(cacheDir, recipe)
  const fileOf = (key: string): string => path.join(folder, `${key}.features`)
  const prepare = async (): Promise<void> => void (await mkdir(folder, { recursive: true }))
  try {
    await prepare()
    await removePartials(folder)
    await utimes(folder, new Date(), new Date())
  } catch (caught) {
    throw accessProblem(folder, caught as NodeJS.ErrnoException)
  }
  return {
    async has(key) {
      const found = await stat(fileOf(key)).catch(() => null)
      return found?.size === fileBytes(valuesPerView)
    },
    async read(key) {
      const file = await readFile(fileOf(key)).catch(() => null)
      return file && decodeFeatures(key, valuesPerView, file)
    },
    async write(key, values) {
      const target = fileOf(key)
      const partial = partialName(target)
      try {
        // Made again where another run cleared it away to make room.
        await prepare()
        // Not synced: what a power cut spoils is told by its hash and computed again.
        await writeFile(partial, encodeFeatures(key, values))
        await rename(partial, target)
      } catch (caught) {
        await rm(partial, { force: true })
        throw accessProblem(target, caught as NodeJS.ErrnoException)
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
