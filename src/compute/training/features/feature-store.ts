/** Features of frozen stages on disk: a folder per recipe, a file per view of a clip. */
import { readFile, stat, writeFile } from 'node:fs/promises'
import { decodeFeatures, encodeFeatures, fileBytes } from './feature-file.ts'
import { openKeptFolder } from './kept-folder.ts'

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
  const folder = await openKeptFolder(cacheDir, recipe)
  const nameOf = (key: string): string => `${key}.features`
  return {
    async has(key) {
      const found = await stat(folder.fileOf(nameOf(key))).catch(() => null)
      return found?.size === fileBytes(valuesPerView)
    },
    async read(key) {
      const file = await readFile(folder.fileOf(nameOf(key))).catch(() => null)
      return file && decodeFeatures(key, valuesPerView, file)
    },
    write: (key, values) => folder.write(nameOf(key), (partial) => writeFile(partial, encodeFeatures(key, values))),
  }
}
