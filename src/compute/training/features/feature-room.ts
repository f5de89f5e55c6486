/** How much of the disk kept features may take, and what goes first where they need more. */
import { mkdir, readdir, rm, stat, statfs } from 'node:fs/promises'
import path from 'node:path'
import { accessProblem } from '../../../media/check-file.ts'

/** All kept features together take no more than this. */
export const mostFeatureBytes = 50e9

/** Share of the disk that stays free for everything else. */
const spareShare = 0.05

export interface FeatureRoom {
  /** What may still be written for the recipe in hand, were all others cleared away. */
  readonly roomBytes: number
  /** Clears away recipes, those first that were not used for longest, until so many bytes can be written. */
  clear(neededBytes: number): Promise<void>
}

interface Kept {
  readonly folder: string
  readonly bytes: number
  readonly usedMs: number
}

/**
 * What room there is in `cacheDir` for the features of `recipe`.
 * @throws Problem FILE_NOT_READABLE where the folder can't be used
 */
export async function findRoom(cacheDir: string, recipe: string, mostBytes = mostFeatureBytes): Promise<FeatureRoom> {
  try {
    await mkdir(cacheDir, { recursive: true })
    const disk = await statfs(cacheDir)
    const names = await readdir(cacheDir)
    const all = await Promise.all(names.map((name) => measure(path.join(cacheDir, name))))
    const own = all.find(({ folder }) => path.basename(folder) === recipe)
    const others = all.filter((kept) => kept !== own).toSorted((a, b) => a.usedMs - b.usedMs)
    const otherBytes = sum(others)
    const freeBytes = disk.bavail * disk.bsize - spareShare * disk.blocks * disk.bsize
    const beside = Math.min(freeBytes, mostBytes - otherBytes - (own?.bytes ?? 0))
    const waiting = [...others]
    let room = beside
    return {
      roomBytes: Math.max(0, beside + otherBytes),
      async clear(neededBytes) {
        while (room < neededBytes && waiting.length > 0) {
          const oldest = waiting[0]!
          await rm(oldest.folder, { recursive: true, force: true })
          // Another call may have cleared the same one meanwhile.
          if (waiting[0] !== oldest) continue
          waiting.shift()
          room += oldest.bytes
        }
      },
    }
  } catch (caught) {
    throw accessProblem(cacheDir, caught as NodeJS.ErrnoException)
  }
}

async function measure(folder: string): Promise<Kept> {
  const found = await stat(folder)
  if (!found.isDirectory()) return { folder, bytes: found.size, usedMs: found.mtimeMs }
  const names = await readdir(folder)
  const sizes = await Promise.all(names.map(async (name) => (await stat(path.join(folder, name))).size))
  return { folder, bytes: sizes.reduce((total, size) => total + size, 0), usedMs: found.mtimeMs }
}

function sum(kept: readonly Kept[]): number {
  return kept.reduce((total, { bytes }) => total + bytes, 0)
}
