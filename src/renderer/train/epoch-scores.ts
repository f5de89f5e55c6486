/** The scores that curves are drawn of, and where an epoch keeps them. */
import type { EpochMetrics, EpochScores } from '../../contract/learning.ts'

export type Side = 'train' | 'heldOut'
export type Score = 'top1' | 'top5' | 'meanClassAccuracy' | 'macroF1'

export const scoreNames = {
  top1: { name: 'Accuracy', axis: 'share of clips right', help: 'Clips whose first answer is right (top-1).' },
  top5: { name: 'Top-5', axis: 'share of clips', help: 'Clips whose label is among the first five answers.' },
  meanClassAccuracy: {
    name: 'Mean class accuracy',
    axis: 'mean over labels',
    help: 'The share of each label’s clips that was recognised, averaged over labels: rare ones count as much as frequent ones.',
  },
  macroF1: {
    name: 'Macro F1',
    axis: 'mean over labels',
    help: 'Recall and precision of each label in one number, averaged over labels.',
  },
} as const satisfies Record<Score, { name: string; axis: string; help: string }>

/** Scores of one side in an epoch; null where nothing is held out, and in runs of older versions. */
export function scoresOf(epoch: EpochMetrics, side: Side): EpochScores | null {
  return epoch[side] ?? null
}

/** A score of one side in an epoch; null where it was not measured. Older versions know accuracy alone. */
export function scoreOf(epoch: EpochMetrics, side: Side, score: Score): number | null {
  const scores = scoresOf(epoch, side)
  if (scores) return scores[score]
  if (score !== 'top1') return null
  return side === 'train' ? epoch.trainTop1 : epoch.heldOutTop1
}

/** Cross-entropy in nats of one side in an epoch; null where it was not measured. */
export function lossOf(epoch: EpochMetrics, side: Side): number | null {
  return side === 'train' ? epoch.trainLoss : epoch.heldOutLoss
}

/** The scores that these epochs have. */
export function scoresIn(epochs: readonly EpochMetrics[]): Score[] {
  return (Object.keys(scoreNames) as Score[]).filter(
    (score) =>
      score === 'top1' ||
      epochs.some((epoch) => scoreOf(epoch, 'train', score) !== null || scoreOf(epoch, 'heldOut', score) !== null),
  )
}

/** Epochs that were read and those that were told since, each once, in order. */
export function mergeEpochs(read: readonly EpochMetrics[], told: readonly EpochMetrics[]): EpochMetrics[] {
  // A run that goes on from a checkpoint may do an epoch again: what was told last counts.
  const byEpoch = new Map([...read, ...told].map((one) => [one.epoch, one]))
  return [...byEpoch.values()].sort((a, b) => a.epoch - b.epoch)
}
