import type { ClipSet } from '../../contract/learning.ts'
import {
  addTrajectories,
  clipVector,
  emptyStatistics,
  packedViews,
  scoresOf,
  type PackedTrajectories,
  type Recogniser,
  type Statistics,
} from '../../motion/index.ts'
import { withEveryClip } from './clip-failures.ts'
import { clipSource } from './clip-source.ts'
import type { KeptTrajectories } from './kept-trajectories.ts'
import type { TrajectoryThreads } from './trajectory-threads.ts'

/** Probabilities by label of what was summed up over some frames. */
export function scoresOfStatistics({ encoder, classifier }: Recogniser, statistics: Statistics): number[] {
  return scoresOf(classifier, clipVector(encoder, statistics))
}

/** Probabilities by label of one clip. */
async function scoreTrajectories(
  recogniser: Recogniser,
  trajectories: AsyncIterable<PackedTrajectories>,
): Promise<number[]> {
  const statistics = emptyStatistics(recogniser.encoder)
  for await (const packed of trajectories) {
    addTrajectories(statistics, recogniser.encoder, packed, { mirrored: false })
  }
  return scoresOfStatistics(recogniser, statistics)
}

/** Probabilities by label of the clips at some places of a set whose movements are kept. */
export async function scoreKept(
  recogniser: Recogniser,
  kept: KeptTrajectories,
  places: readonly number[],
  onClips: (done: number) => void,
): Promise<number[][]> {
  const scores: number[][] = []
  for (const place of places) {
    scores.push(await scoreTrajectories(recogniser, kept.read(place)))
    onClips(scores.length)
  }
  return scores
}

/**
 * Probabilities by label of every clip, in the order of the set. Of clips that are not being followed nothing is held but
 * their scores: sums of all of them would be a megabyte each.
 * @throws Problem DATASET_UNUSABLE naming every clip that can't be read
 */
export async function scoreMovements(
  recogniser: Recogniser,
  { clips, footage }: Pick<ClipSet, 'clips' | 'footage'>,
  { threads, length }: { threads: TrajectoryThreads; length: number },
  onClips: (done: number) => void,
): Promise<number[][]> {
  const { encoder } = recogniser
  const scores = new Array<number[]>(clips.length)
  let done = 0
  await withEveryClip(clips, async (place) => {
    let statistics: Statistics | undefined
    const onPacked = (bytes: Uint8Array): void => {
      // Not before the first of them: clips that wait their turn need none.
      statistics ??= emptyStatistics(encoder)
      addTrajectories(statistics, encoder, packedViews(bytes, length), { mirrored: false })
    }
    await threads.follow(clipSource(clips[place]!, footage), { onPacked })
    scores[place] = scoresOfStatistics(recogniser, statistics ?? emptyStatistics(encoder))
    onClips(++done)
  })
  return scores
}
