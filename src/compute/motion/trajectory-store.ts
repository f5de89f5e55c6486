/** Trajectories of clips on disk, among the kept features: a folder per way of following, a file per clip. */
import { createHash } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import path from 'node:path'
import type { Clip } from '../../contract/learning.ts'
import { Problem } from '../../domain/problem.ts'
import { accessProblem } from '../../media/check-file.ts'
import { partialEnding, partialName } from '../../media/temp-file.ts'
import { extractionVersion, type ExtractionSettings } from '../../motion/index.ts'
import {
  checkTrajectoryFile,
  openTrajectoryFile,
  readTrajectoryFile,
  type KeptFacts,
  type TrajectoryWriter,
} from './trajectory-file.ts'
import type { Followed } from './trajectory-threads.ts'

export interface TrajectoryStore {
  /** What is known of a clip that is kept whole; null where it is not there or spoilt. */
  find(key: string): Promise<KeptFacts | null>
  /** Blocks of trajectories of a clip that was found. */
  read(key: string): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void>
  /** Keeps what `produce` appends: whole under its name, or not at all. @throws Problem DISK_FULL, FILE_NOT_READABLE */
  write(key: string, produce: (append: TrajectoryWriter['append']) => Promise<Followed>): Promise<KeptFacts>
}

/** Name of the folder: all that decides what is followed, beside the frames. SHA-256 in hex. */
export function followingKey(settings: ExtractionSettings): string {
  const { width, height, scales, stride, length, patch, quality, cameraRemoved } = settings
  const fields = [width, height, scales, stride, length, patch, quality, cameraRemoved]
  return sha256(JSON.stringify(['trajectories', extractionVersion, ...fields]))
}

/** Name of a clip: its file by content, and its frames. @param contentHash SHA-256 of the file */
export function clipKey({ range }: Pick<Clip, 'range'>, contentHash: string): string {
  return sha256(JSON.stringify([contentHash, range === null ? 'whole file' : [range.first, range.last]]))
}

/** Opens the folder, and marks it as used now. @throws Problem FILE_NOT_READABLE, DISK_FULL */
export async function openTrajectoryStore(cacheDir: string, settings: ExtractionSettings): Promise<TrajectoryStore> {
  const folder = path.join(cacheDir, followingKey(settings))
  const fileOf = (key: string): string => path.join(folder, `${key}.trajectories`)
  try {
    await mkdir(folder, { recursive: true })
    await removePartials(folder)
    await utimes(folder, new Date(), new Date())
  } catch (caught) {
    throw accessProblem(folder, caught as NodeJS.ErrnoException)
  }
  return {
    find: (key) => checkTrajectoryFile(fileOf(key), key),
    read: (key) => readTrajectoryFile(fileOf(key)),
    async write(key, produce) {
      const target = fileOf(key)
      const partial = partialName(target)
      let writer: TrajectoryWriter | null = null
      try {
        // Made again where another run cleared it away to make room.
        await mkdir(folder, { recursive: true })
        writer = await openTrajectoryFile(partial, key, settings.length)
        const facts = await writer.finish(await produce(writer.append))
        await writer.close()
        // Not synced: what a power cut spoils is told by its hash and made again.
        await rename(partial, target)
        return facts
      } catch (caught) {
        await writer?.close().catch(() => undefined)
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

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
