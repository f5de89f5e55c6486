import type { ClipSet } from '../../contract/learning.ts'
import {
  addTrajectories,
  clipVector,
  emptyStatistics,
  scoresOf,
  type PackedTrajectories,
  type Recogniser,
  type Statistics,
} from '../../motion/index.ts'
import { followClips } from './followed-clips.ts'
import type { TrajectoryThreads } from './trajectory-threads.ts'

/** Probabilities by label of what was summed up over some frames. */
export function scoresOfStatistics({ encoder, classifier }: Recogniser, statistics: Statistics): number[] {
  return scoresOf(classifier, clipVector(encoder, statistics))
}

/** Probabilities by label of one clip. */
export async function scoreTrajectories(
  recogniser: Recogniser,
  trajectories: AsyncIterable<PackedTrajectories>,
): Promise<number[]> {
  const statistics = emptyStatistics(recogniser.encoder)
  for await (const packed of trajectories) {
    addTrajectories(statistics, recogniser.encoder, packed, { mirrored: false })
  }
  return scoresOfStatistics(recogniser, statistics)
}

/**
 * Probabilities by label of every clip, in the order of the set.
 * @throws Problem DATASET_UNUSABLE naming every clip that can't be read
 */
export async function scoreMovements(
  recogniser: Recogniser,
  clipSet: ClipSet,
  { threads, length }: { threads: TrajectoryThreads; length: number },
  onClips: (done: number) => void,
): Promise<number[][]> {
  const { encoder } = recogniser
  const open = new Map<number, Statistics>()
  const scores: number[][] = []
  const onPacked = (clip: number, packed: PackedTrajectories): void => {
    const statistics = open.get(clip) ?? emptyStatistics(encoder)
    open.set(clip, statistics)
    addTrajectories(statistics, encoder, packed, { mirrored: false })
  }
  const lengths = await followClips(clipSet, { threads, length }, onPacked, onClips)
  lengths.forEach((_, clip) => {
    scores.push(scoresOfStatistics(recogniser, open.get(clip) ?? emptyStatistics(encoder)))
  })
  return scores
}
