import type { ClipSet, NetworkTraining } from '../../contract/learning.ts'

/**
 * Weight of each label in the loss with `balance: 'loss'`, so that a rare label counts as much as a frequent one: the
 * inverse of its share of the clips to learn from, scaled so that the labels' mean is 1. A label without such clips
 * weighs 1, which nothing is multiplied by. Undefined where the loss is not balanced.
 */
export function classWeightsOf(
  { clips, labels }: Pick<ClipSet, 'clips' | 'labels'>,
  { balance }: Pick<NetworkTraining, 'balance'>,
): number[] | undefined {
  if (balance !== 'loss') return undefined
  const counts = labels.map((label) => clips.filter((clip) => clip.split === 'train' && clip.label === label).length)
  const learned = counts.filter((count) => count > 0)
  const mean = learned.reduce((sum, count) => sum + 1 / count, 0) / learned.length
  return counts.map((count) => (count === 0 ? 1 : 1 / count / mean))
}
