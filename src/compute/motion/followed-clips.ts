import type { ClipSet } from '../../contract/learning.ts'
import { packedViews, type PackedTrajectories } from '../../motion/index.ts'
import { withEveryClip } from './clip-failures.ts'
import { clipSource } from './clip-source.ts'
import type { TrajectoryThreads } from './trajectory-threads.ts'

/**
 * Follows the points of every clip without keeping anything.
 * @param onPacked given the trajectories of a clip as they come, some at a time
 * @returns frames of each clip
 * @throws Problem DATASET_UNUSABLE naming every clip that can't be read
 */
export async function followClips(
  { clips, footage }: Pick<ClipSet, 'clips' | 'footage'>,
  { threads, length }: { threads: TrajectoryThreads; length: number },
  onPacked: (clip: number, packed: PackedTrajectories) => void,
  onClips: (done: number) => void,
): Promise<number[]> {
  const lengths = clips.map(() => 0)
  let done = 0
  await withEveryClip(clips, async (place) => {
    const take = (bytes: Uint8Array): void => onPacked(place, packedViews(bytes, length))
    const { lengthFrames } = await threads.follow(clipSource(clips[place]!, footage), { onPacked: take })
    lengths[place] = lengthFrames
    onClips(++done)
  })
  return lengths
}
