/** What a model of any method says of the clips of a set. */
import type { ClipSet, ModelFile } from '../contract/learning.ts'
import { evenViews } from './clips/clip-frames.ts'
import { openClipLoader } from './clips/clip-loader.ts'
import { fused, partFolders, type PartFolders } from './fusion/parts.ts'
import { readModel } from './models/model-folder.ts'
import { readMotionModel } from './models/motion-folder.ts'
import { scoreMovements } from './motion/score-movements.ts'
import { openTrajectoryThreads } from './motion/trajectory-threads.ts'
import { usablePrecision } from './precision.ts'
import { progressReporter } from './progress.ts'
import { decodedScorer, scoreClips } from './score-clips.ts'
import type { RequestOf, Surroundings } from './surroundings.ts'

/** How to look at clips. */
export type Looking = Pick<RequestOf<'evaluate'>, 'threads' | 'views' | 'precision'>

/**
 * Probabilities by label of every clip, in the order of the set.
 * @throws Problem MODEL_UNUSABLE; DATASET_UNUSABLE for clips that can't be read
 */
export function scoreSet(
  { modelDir, facts }: { readonly modelDir: string; readonly facts: ModelFile },
  clipSet: ClipSet,
  looking: Looking,
  surroundings: Surroundings,
): Promise<number[][]> {
  switch (facts.method) {
    case 'network':
      return scoreByNetwork(modelDir, clipSet, looking, surroundings)
    case 'motion':
      return scoreByMovement(modelDir, clipSet, looking, surroundings)
    case 'fusion':
      return scoreByBoth(partFolders(modelDir), facts.training.networkShare, clipSet, looking, surroundings)
  }
}

/** Late fusion: each model scores the clips by itself. @throws Problem as scoreSet */
async function scoreByBoth(
  { motion, network }: PartFolders,
  networkShare: number,
  clipSet: ClipSet,
  looking: Looking,
  surroundings: Surroundings,
): Promise<number[][]> {
  const byMovement = await scoreByMovement(motion, clipSet, looking, surroundings)
  const byNetwork = await scoreByNetwork(network, clipSet, looking, surroundings)
  return byMovement.map((scores, clip) => fused(scores, byNetwork[clip]!, networkShare))
}

async function scoreByMovement(
  modelDir: string,
  clipSet: ClipSet,
  looking: Looking,
  { emit, loaderEntry }: Surroundings,
): Promise<number[][]> {
  const { facts, recogniser } = await readMotionModel(modelDir)
  const { following } = facts.training
  const threads = openTrajectoryThreads({ settings: following, threads: looking.threads, entry: loaderEntry })
  const report = progressReporter(emit).of('Following movements')
  try {
    return await scoreMovements(recogniser, clipSet, { threads, length: following.length }, (done) =>
      report(done, clipSet.clips.length),
    )
  } finally {
    await threads.close()
  }
}

/** The score of a clip is the mean over up to `views` views (three where left out), spread evenly from its first frame to its last. */
export async function scoreByNetwork(
  modelDir: string,
  clipSet: ClipSet,
  { threads, views, precision }: Looking,
  { emit, loaderEntry: entry }: Surroundings,
): Promise<number[][]> {
  const { facts, network } = await readModel(modelDir)
  const { classes, preprocessing } = facts
  const progress = progressReporter(emit)
  const onProgress = progress.of('Reading clips')
  const loader = await openClipLoader({ clipSet, preprocessing, threads, entry, onProgress })
  for (const text of loader.notes) emit({ type: 'log', text })
  const scorer = decodedScorer(network, loader, { precision: usablePrecision(precision, emit) })
  try {
    const report = progress.of('Scoring clips')
    return await scoreClips(
      loader.lengths.map((lengthFrames, clip) => ({ clip, views: evenViews(lengthFrames, preprocessing, views) })),
      {
        scorer,
        classes: classes.length,
        batchViews: facts.training.batchClips,
        onWarmUp: () => progress.of('Warming up')(0, 1),
        onClips: (done) => report(done, clipSet.clips.length),
      },
    )
  } finally {
    await loader.close()
    scorer.dispose()
    network.dispose()
  }
}
