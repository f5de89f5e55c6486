import type { Clip } from '../../../contract/learning.ts'
import { hashFile } from '../../../media/hash.ts'

/** Files read at once. */
const readers = 2

/** SHA-256 of every clip's file, by path. @throws Problem as hashFile */
export async function contentHashes(
  clips: readonly Pick<Clip, 'file'>[],
  onProgress: (done: number, total: number) => void,
): Promise<Map<string, string>> {
  const files = [...new Set(clips.map(({ file }) => file))]
  const hashes = new Map<string, string>()
  const waiting = files.values()
  const reader = async (): Promise<void> => {
    for (const file of waiting) {
      hashes.set(file, await hashFile(file))
      onProgress(hashes.size, files.length)
    }
  }
  await Promise.all(Array.from({ length: readers }, reader))
  return hashes
}
