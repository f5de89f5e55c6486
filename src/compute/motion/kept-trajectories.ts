/** The trajectories of a training's clips: followed once, kept on disk, read as often as is needed. */
import type { ClipSet } from '../../contract/learning.ts'
import { Problem } from '../../domain/problem.ts'
import { packedViews, type ExtractionSettings, type PackedTrajectories } from '../../motion/index.ts'
import { taskLimit } from '../clips/task-limit.ts'
import type { Progress } from '../progress.ts'
import { contentHashes } from '../training/features/content-hashes.ts'
import { findRoom } from '../training/features/feature-room.ts'
import { withEveryClip } from './clip-failures.ts'
import { clipSource } from './clip-source.ts'
import type { KeptFacts } from './trajectory-file.ts'
import { clipKey, followingKey, openTrajectoryStore } from './trajectory-store.ts'
import type { Followed, TrajectoryThreads } from './trajectory-threads.ts'

export interface KeptTrajectories {
  /** Of each clip, in the order of the set. */
  readonly facts: readonly KeptFacts[]
  /** Clips whose trajectories were there already. */
  readonly found: number
  /** The trajectories of a clip, some at a time. Those that are gone or spoilt meanwhile are followed once more. */
  read(clip: number): AsyncGenerator<PackedTrajectories, void, void>
}

export interface KeepOptions {
  readonly clipSet: ClipSet
  readonly settings: ExtractionSettings
  readonly threads: TrajectoryThreads
  readonly cacheDir: string
  readonly progressOf: (phase: string) => Progress
}

/** Cleared away ahead of what is written next. */
const aheadBytes = 64e6

/**
 * Follows the points of every clip whose trajectories are not kept yet.
 * @throws Problem DATASET_UNUSABLE naming every clip that can't be read; DISK_FULL, FILE_NOT_READABLE for the cache folder
 */
export async function keepTrajectories(options: KeepOptions): Promise<KeptTrajectories> {
  const { clipSet, settings, threads, cacheDir, progressOf } = options
  const { clips, footage } = clipSet
  const hashes = await contentHashes(clips, progressOf('Checking files'))
  const store = await openTrajectoryStore(cacheDir, settings)
  const room = await findRoom(cacheDir, followingKey(settings))
  const keys = clips.map((clip) => clipKey(clip, hashes.get(clip.file)!))
  let written = 0
  const makeRoom = async (bytes: number): Promise<void> => {
    written += bytes
    if (written > room.roomBytes) throw noRoom(cacheDir)
    await room.clear(written + aheadBytes)
  }
  const follow = (place: number): Promise<KeptFacts> =>
    store.write(keys[place]!, (append) => {
      const source = clipSource(clips[place]!, footage)
      return inOrder(
        (onPacked) => threads.follow(source, { onPacked }),
        async (bytes) => {
          await makeRoom(bytes.length)
          await append(bytes)
        },
      )
    })
  const facts = new Array<KeptFacts>(clips.length)
  // Clips of one content are followed once.
  const byKey = new Map<string, Promise<KeptFacts>>()
  const progress = progressOf('Following movements')
  let [done, found] = [0, 0]
  // No more files are open at once than clips are followed.
  const limited = taskLimit(threads.threads)
  await withEveryClip(clips, (place) =>
    limited(async () => {
      const key = keys[place]!
      const kept = byKey.has(key) ? null : await store.find(key)
      if (kept) found++
      const known = byKey.get(key) ?? (kept ? Promise.resolve(kept) : follow(place))
      byKey.set(key, known)
      facts[place] = await known
      progress(++done, clips.length)
    }),
  )
  return {
    facts,
    found,
    async *read(place) {
      try {
        yield* viewed(store.read(keys[place]!), settings)
      } catch (caught) {
        if ((caught as NodeJS.ErrnoException).code !== 'ENOENT') throw caught
        await follow(place)
        yield* viewed(store.read(keys[place]!), settings)
      }
    },
  }
}

async function* viewed(
  blocks: AsyncIterable<Uint8Array>,
  { length }: ExtractionSettings,
): AsyncGenerator<PackedTrajectories, void, void> {
  for await (const bytes of blocks) yield packedViews(bytes, length)
}

/** Lets `take` have what `follow` hands out, one after the other, and waits for the last. */
async function inOrder(
  follow: (onPacked: (bytes: Uint8Array<ArrayBuffer>) => void) => Promise<Followed>,
  take: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>,
): Promise<Followed> {
  let taken = Promise.resolve()
  const followed = await follow((bytes) => {
    taken = taken.then(() => take(bytes))
    // Waited for further down; until then a failure must not end the process as unhandled.
    taken.catch(() => undefined)
  })
  await taken
  return followed
}

function noRoom(cacheDir: string): Problem {
  return new Problem(
    'DISK_FULL',
    `There is no room for the trajectories of all clips in ${cacheDir}. Free some space there, or train on fewer clips.`,
  )
}
