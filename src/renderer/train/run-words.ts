/** What became of a run, and what it is doing, in words. */
import type { EpochMetrics, MotionModel, NetworkModel, NetworkTraining } from '../../contract/learning.ts'
import type { Job } from '../../contract/things.ts'
import { lengthText } from '../ui/words.ts'
import { metricWords } from './training-words.ts'

/** 'Epoch 3 of 14'; before and after the epochs, what the engine says it is doing. */
export function phaseText(job: Pick<Job, 'state' | 'phase'>, epochsDone: number, epochsWanted: number): string {
  if (job.state === 'queued') return 'Waiting for other work to end'
  if (job.phase !== 'Training') return job.phase
  return `Training · epoch ${Math.min(epochsDone + 1, epochsWanted)} of ${epochsWanted}`
}

/** Steps per second or, where a step takes longer, seconds per step; null where it isn't known. */
export function speedText(epoch: EpochMetrics | undefined): string | null {
  const steps = epoch?.stepsPerSec
  if (steps === undefined || steps === null || steps === 0) return null
  return steps >= 1 ? `${steps.toFixed(1)} steps a second` : `${(1 / steps).toFixed(1)} s a step`
}

/** Which epoch's weights a model has, and why. */
export function keptEpochText(model: Pick<NetworkModel, 'epoch' | 'training' | 'curves'>): string {
  const { epochs, earlyStopping, keepBest } = model.training
  const done = model.curves.length
  const metric = keepBest ?? earlyStopping?.metric
  const which =
    metric === undefined
      ? `Weights of the last epoch, ${model.epoch}.`
      : `Weights of epoch ${model.epoch} of ${done}, the best by ${metricWords[metric]}.`
  if (earlyStopping === undefined || done === 0 || done >= epochs) return which
  return (
    `${which} It stopped after epoch ${done} of at most ${epochs}: ${metricWords[earlyStopping.metric]} had not become ` +
    `better for ${earlyStopping.patience}.`
  )
}

/** Which settings a model of movement has, and who chose them. */
export function chosenText({ chosen, tried }: Pick<MotionModel, 'chosen' | 'tried'>): string {
  const parts = tried.by === 'group' ? 'groups of the clips to learn from' : 'parts of the clips to learn from'
  return (
    `${chosen.components} components and cost ${chosen.cost}: of ${tried.settings.length} settings the best on ${parts}, ` +
    'left out in turn. The held-out clips had no say.'
  )
}

/** Whether the epoch was chosen by the very clips that its score is of. */
export function isChosenByScore({
  keepBest,
  earlyStopping,
}: Pick<NetworkTraining, 'keepBest' | 'earlyStopping'>): boolean {
  return keepBest !== undefined || earlyStopping !== undefined
}

/** What a model started from, with licence and checksum where it has them. */
export function startText({ kind, name, source, licence, sha256 }: NetworkModel['startedFrom']): string {
  if (kind === 'scratch') return 'random weights'
  const facts = [source, licence, sha256 === undefined ? '' : `SHA-256 ${sha256.slice(0, 8)}…`].filter(
    (fact) => fact !== '' && fact !== name,
  )
  if (name === undefined) return facts.join(', ')
  return facts.length === 0 ? name : `${name} (${facts.join(', ')})`
}

/** How long a model took, with the first step told apart where that is known. */
export function tookText(model: Pick<NetworkModel, 'trainSecs' | 'curves'>): string {
  const warmUp = model.curves.find(({ warmUpSecs }) => warmUpSecs !== undefined)?.warmUpSecs
  const whole = lengthText(model.trainSecs)
  return warmUp === undefined || warmUp < 1 ? whole : `${whole}, of which ${lengthText(warmUp)} to warm up`
}
