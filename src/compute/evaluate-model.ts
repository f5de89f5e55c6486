import type { Evaluation } from '../contract/learning.ts'
import type { ComputeResult } from '../contract/compute.ts'
import { evaluateScores, highest } from '../domain/metrics.ts'
import { Problem } from '../domain/problem.ts'
import { readFacts } from './models/folder.ts'
import { scoreSet } from './score-set.ts'
import type { RequestOf, Surroundings } from './surroundings.ts'

type Predictions = Extract<ComputeResult, { kind: 'evaluate' }>['predictions']

/**
 * Scores every clip of the set, whatever its side: who asks chooses the clips.
 * @throws Problem MODEL_UNUSABLE; DATASET_UNUSABLE for labels that the model does not know and clips that can't be read
 */
export async function evaluateModel(
  { modelDir, clipSet, ...looking }: RequestOf<'evaluate'>,
  surroundings: Surroundings,
): Promise<{ evaluation: Evaluation; predictions: Predictions }> {
  const facts = await readFacts(modelDir)
  const { classes } = facts
  const unknown = [...new Set(clipSet.clips.map(({ label }) => label))].filter((label) => !classes.includes(label))
  if (unknown.length > 0) {
    throw new Problem(
      'DATASET_UNUSABLE',
      `The model does not know ${unknown.length === 1 ? 'the label' : 'the labels'} ${unknown.slice(0, 10).join(', ')}. ` +
        `It knows ${classes.join(', ')}.`,
      { details: { unknown, known: classes } },
    )
  }
  const scores = await scoreSet({ modelDir, facts }, clipSet, looking, surroundings)
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
}
