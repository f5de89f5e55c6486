import { scoresOf, softmax } from '../../domain/metrics.ts'
import type { EpochScores } from '../../contract/learning.ts'
import { Problem } from '../../domain/problem.ts'
import { trainStepInParts } from '../../network/index.ts'
import { ahead } from '../clips/ahead.ts'
import type { Course } from './course.ts'
import { epochSize, evenParts, planEpoch } from './epoch-plan.ts'
import { learningRateAt } from './schedule.ts'
import type { LoadedViews } from './view-source.ts'

/** An epoch as it went, in training mode: with dropout, and each clip scored before its step. */
export interface EpochResult {
  /** Mean of what the steps made smaller. */
  readonly loss: number
  readonly scores: EpochScores
  readonly steps: number
  readonly firstStepSecs: number
  /** From the end of the first step to the end of the last; 0 where there is one step only. */
  readonly otherStepsSecs: number
}

/**
 * No network is this wrong unless its weights have run away: the mean of a batch in nats. Guessing costs ln(classes), below
 * 7; at a learning rate that is far too high a mean of 20 to 200 was seen.
 */
const largestLoss = 100

/** Batches that are loaded ahead. */
const batchesAhead = 3

/**
 * Learns from the clips of the training side, as the epoch's plan says.
 * @param onViews told after every step how many views of the epoch are done
 * @throws Problem TRAINING_DIVERGED naming the epoch, the step and its clips
 */
export async function trainEpoch(course: Course, epoch: number, onViews: (done: number) => void): Promise<EpochResult> {
  const { source, lengths, clipSet, config, random } = course
  const plan = source.plan(planEpoch({ clips: clipSet.clips, lengths, config, epoch, random }), epoch)
  const loads = plan.map((views) => async () => ({ views, loaded: await source.load(views) }))
  const seen: { truth: number; scores: number[] }[] = []
  let loss = 0
  let step = 0
  let stepStartMs = 0
  let firstStepSecs = 0
  let afterFirstMs = 0
  for await (const { views, loaded } of ahead(loads, batchesAhead)) {
    if (step === 0) stepStartMs = performance.now()
    const batch = views.map(({ clip }) => clipSet.clips[clip]!)
    const truths = batch.map(({ label }) => clipSet.labels.indexOf(label))
    const result = learnBatch(course, loaded, truths, stepsBefore(course, epoch) + step)
    step++
    if (!(result.loss < largestLoss)) {
      throw diverged({ epoch, step, loss: result.loss, clips: batch.map(({ key }) => key) })
    }
    loss += result.loss * views.length
    result.logits.forEach((logits, index) => seen.push({ truth: truths[index]!, scores: softmax(logits) }))
    if (step === 1) {
      afterFirstMs = performance.now()
      firstStepSecs = (afterFirstMs - stepStartMs) / 1000
    }
    onViews(seen.length)
  }
  const otherStepsSecs = step > 1 ? (performance.now() - afterFirstMs) / 1000 : 0
  const scores = scoresOf(seen, clipSet.labels)
  return { loss: loss / seen.length, scores, steps: step, firstStepSecs, otherStepsSecs }
}

/** One step on a batch, in passes where the memory asks for them. `step` counts from the start of the training, from 0. */
function learnBatch(course: Course, loaded: LoadedViews, truths: readonly number[], step: number) {
  const { network, optimiser, config, dropout, classWeights } = course
  const places = evenParts([...truths.keys()], config.clipsAtOnce ?? truths.length)
  const parts = places.map((part) => ({
    labels: part.map((place) => truths[place]!),
    input: () => loaded.input(part[0]!, part.length),
  }))
  optimiser.learningRate = learningRateAt(config, step, stepsBefore(course, config.epochs + 1))
  return trainStepInParts(network, optimiser, parts, {
    random: dropout,
    classWeights,
    frozenThrough: config.frozenThrough,
    precision: config.precision,
    clipNorm: config.clipGradientNorm,
  })
}

/** Steps of all epochs before this one. */
function stepsBefore({ clipSet, config }: Course, epoch: number): number {
  return (epoch - 1) * epochSize(clipSet.clips, config).batches
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
