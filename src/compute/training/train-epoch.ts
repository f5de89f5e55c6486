import type { ClipSet, TrainingConfig } from '../../contract/learning.ts'
import { highest } from '../../domain/metrics.ts'
import { Problem } from '../../domain/problem.ts'
import type { Random } from '../../domain/random.ts'
import { trainStep, type Adam, type Network } from '../../network/index.ts'
import { ahead } from '../clips/ahead.ts'
import type { ClipLoader } from '../clips/clip-loader.ts'
import { networkInput } from '../clips/network-input.ts'
import { planEpoch } from './epoch-plan.ts'
import { learningRateAt } from './schedule.ts'

/** What stays the same from the first step of a training to its last. */
export interface Course {
  readonly network: Network
  readonly optimiser: Adam
  readonly loader: ClipLoader
  readonly clipSet: ClipSet
  readonly config: TrainingConfig
  readonly random: Random
  /** What dropout draws from, from one step to the next. */
  readonly dropout: Random
}

/** Means over an epoch as it went, in training mode: with dropout, and each clip scored before its step. */
export interface EpochResult {
  readonly loss: number
  readonly top1: number
}

/** No network is this wrong unless its weights have run away; guessing costs ln(classes), below 7. */
const largestLoss = 1000

/** Batches that the loader works ahead. */
const batchesAhead = 3

/**
 * Learns from every clip of the training side.
 * @throws Problem TRAINING_DIVERGED naming the epoch, the step and its clips
 */
export async function trainEpoch(course: Course, epoch: number, onClips: (done: number) => void): Promise<EpochResult> {
  const { network, optimiser, loader, clipSet, config, random, dropout } = course
  const plan = planEpoch({ clips: clipSet.clips, lengths: loader.lengths, config, epoch, random })
  const loads = plan.map((views) => async () => ({ views, bytes: await loader.batch(views) }))
  let loss = 0
  let right = 0
  let clips = 0
  let step = 0
  for await (const { views, bytes } of ahead(loads, batchesAhead)) {
    const batch = views.map(({ clip }) => clipSet.clips[clip]!)
    const truth = batch.map(({ label }) => clipSet.labels.indexOf(label))
    optimiser.learningRate = learningRateAt(config, (epoch - 1) * plan.length + step, config.epochs * plan.length)
    step++
    const input = networkInput(bytes, views.length, config.preprocessing)
    const result = trainStep(network, optimiser, input, truth, { random: dropout })
    input.dispose()
    if (!(result.loss < largestLoss))
      throw diverged({ epoch, step, loss: result.loss, clips: batch.map(({ key }) => key) })
    loss += result.loss * views.length
    right += result.logits.filter((logits, index) => highest(logits) === truth[index]).length
    clips += views.length
    onClips(clips)
  }
  return { loss: loss / clips, top1: right / clips }
}

function diverged(at: { epoch: number; step: number; loss: number; clips: string[] }): Problem {
  const { epoch, step, loss, clips } = at
  return new Problem(
    'TRAINING_DIVERGED',
    `Training lost its way: the loss became ${Number.isFinite(loss) ? loss.toFixed(0) : 'not a number'} in epoch ${epoch}, ` +
      `step ${step} (clips ${clips.slice(0, 5).join(', ')}${clips.length > 5 ? ', …' : ''}). ` +
      'Try a lower learning rate, and look whether these clips are what their labels say.',
    // Not a number can't be said in JSON.
    { details: { ...at, loss: Number.isFinite(loss) ? loss : null } },
  )
}
