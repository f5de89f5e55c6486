/** Trajectories of clips on disk, among the kept features: a folder per way of following, a file per clip. */
import { createHash } from 'node:crypto'
import type { Clip } from '../../contract/learning.ts'
import { extractionVersion, type ExtractionSettings } from '../../motion/index.ts'
import { openKeptFolder } from '../training/features/kept-folder.ts'
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
  const folder = await openKeptFolder(cacheDir, followingKey(settings))
  const nameOf = (key: string): string => `${key}.trajectories`
  return {
    find: (key) => checkTrajectoryFile(folder.fileOf(nameOf(key)), key),
    read: (key) => readTrajectoryFile(folder.fileOf(nameOf(key))),
    write: (key, produce) =>
      folder.write(nameOf(key), async (partial) => {
        const writer = await openTrajectoryFile(partial, key, settings.length)
        try {
          return await writer.finish(await produce(writer.append))
        } finally {
          await writer.close()
        }
      }),
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
