/** Which epoch is the best, and when it is time to stop. */
import type { EpochMetrics, NetworkTraining, WatchedMetric } from '../../contract/learning.ts'
import { Problem } from '../../domain/problem.ts'

export interface BestEpoch {
  readonly epoch: number
  readonly value: number
}

type Watching = Pick<NetworkTraining, 'keepBest' | 'earlyStopping'>

/** The metric whose best epoch becomes the model; undefined: the last epoch does. */
export function keptMetric({ keepBest, earlyStopping }: Watching): WatchedMetric | undefined {
  return keepBest ?? earlyStopping?.metric
}

/** @throws Problem INVALID_INPUT where a held-out score is to be watched and nothing is held out */
export function checkWatchable(config: Watching, heldOutClips: number): void {
  if (heldOutClips > 0 || keptMetric(config) === undefined) return
  throw new Problem(
    'INVALID_INPUT',
    'Early stopping and keeping the best epoch look at held-out clips, and none are held out. Hold some out, or train ' +
      'without them.',
  )
}

/** The best epoch so far, the first of equals; null before the first. */
export function bestEpoch(curves: readonly EpochMetrics[], metric: WatchedMetric): BestEpoch | null {
  let best: BestEpoch | null = null
  for (const metrics of curves) {
    const value = valueOf(metrics, metric)
    if (best === null || (metric === 'heldOutLoss' ? value < best.value : value > best.value)) {
      best = { epoch: metrics.epoch, value }
    }
  }
  return best
}

/** Whether the metric has not become better for as many epochs as the patience says. */
export function isTimeToStop(curves: readonly EpochMetrics[], { earlyStopping }: Watching): boolean {
  if (earlyStopping === undefined) return false
  const best = bestEpoch(curves, earlyStopping.metric)
  return best !== null && curves.length - best.epoch >= earlyStopping.patience
}

function valueOf({ heldOut }: EpochMetrics, metric: WatchedMetric): number {
  if (!heldOut) throw new Error(`There is no ${metric} in an epoch without held-out clips.`)
  switch (metric) {
    case 'heldOutLoss':
      return heldOut.loss
    case 'heldOutTop1':
      return heldOut.top1
    case 'heldOutMeanClassAccuracy':
      return heldOut.meanClassAccuracy
    case 'heldOutMacroF1':
      return heldOut.macroF1
  }
}
