import type { Evaluation } from '../contract/learning.ts'
import type { ComputeResult } from '../contract/compute.ts'
import { evaluateScores, highest } from '../domain/metrics.ts'
import { Problem } from '../domain/problem.ts'
import { evenViews } from './clips/clip-frames.ts'
import { openClipLoader } from './clips/clip-loader.ts'
import { readModel } from './models/model-folder.ts'
import { usablePrecision } from './precision.ts'
import { progressReporter } from './progress.ts'
import { decodedScorer, scoreClips } from './score-clips.ts'
import type { RequestOf, Surroundings } from './surroundings.ts'

type Predictions = Extract<ComputeResult, { kind: 'evaluate' }>['predictions']

/**
 * Scores every clip of the set, whatever its side: who asks chooses the clips. The score of a clip is the mean over up
 * to `views` views (three where left out) spread evenly from its first frame to its last.
 * @throws Problem MODEL_UNUSABLE; DATASET_UNUSABLE for labels that the model does not know and clips that can't be read
 */
export async function evaluateModel(
  { modelDir, clipSet, threads, views, precision }: RequestOf<'evaluate'>,
  { emit, loaderEntry }: Surroundings,
): Promise<{ evaluation: Evaluation; predictions: Predictions }> {
  const { facts, network } = await readModel(modelDir)
  const { classes, preprocessing } = facts
  const unknown = [...new Set(clipSet.clips.map(({ label }) => label))].filter((label) => !classes.includes(label))
  if (unknown.length > 0) {
    throw new Problem(
      'DATASET_UNUSABLE',
      `The model does not know ${unknown.length === 1 ? 'the label' : 'the labels'} ${unknown.slice(0, 10).join(', ')}. ` +
        `It knows ${classes.join(', ')}.`,
      { details: { unknown, known: classes } },
    )
  }
  const progress = progressReporter(emit)
  const entry = loaderEntry
  const onProgress = progress.of('Reading clips')
  const loader = await openClipLoader({ clipSet, preprocessing, threads, entry, onProgress })
  for (const text of loader.notes) emit({ type: 'log', text })
  const scorer = decodedScorer(network, loader, { precision: usablePrecision(precision, emit) })
  try {
    const report = progress.of('Scoring clips')
    const scores = await scoreClips(
      loader.lengths.map((lengthFrames, clip) => ({ clip, views: evenViews(lengthFrames, preprocessing, views) })),
      {
        scorer,
        classes: classes.length,
        batchViews: facts.training.batchClips,
        onWarmUp: () => progress.of('Warming up')(0, 1),
        onClips: (done) => report(done, clipSet.clips.length),
      },
    )
    const scored = clipSet.clips.map((clip, index) => ({
      truth: classes.indexOf(clip.label),
      scores: scores[index]!,
      group: clip.group,
    }))
    return {
      evaluation: evaluateScores(scored, classes, facts.training.seed),
      predictions: clipSet.clips.map(({ key, label }, index) => ({
        key,
        label,
        predicted: classes[highest(scores[index]!)]!,
        scores: scores[index]!,
      })),
    }
  } finally {
    await loader.close()
    scorer.dispose()
    network.dispose()
  }
}
