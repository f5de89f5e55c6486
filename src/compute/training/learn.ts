/** The epochs of a training, one after the other, with a checkpoint after each. */
import type { EpochMetrics } from '../../contract/learning.ts'
import type { Progress } from '../progress.ts'
import type { Surroundings } from '../surroundings.ts'
import { bestEpoch, isTimeToStop, keptMetric } from './best-epoch.ts'
import { readCheckpoint, restoreWeights, writeCheckpoints, type CheckpointFacts } from './checkpoints.ts'
import type { Course } from './course.ts'
import { epochSize } from './epoch-plan.ts'
import { scoreEpoch } from './held-out.ts'
import { trainEpoch, type EpochResult } from './train-epoch.ts'

export interface LearningRun {
  readonly course: Course
  /** What an earlier process did of it; null at the start. */
  readonly done: Pick<CheckpointFacts, 'curves' | 'wallSecs'> | null
  readonly checkpointDir: string
  readonly software: CheckpointFacts['software']
  readonly startedFrom: CheckpointFacts['startedFrom']
  /** When this process began, by performance.now(). */
  readonly startMs: number
  readonly emit: Surroundings['emit']
  readonly progress: Progress
}

export interface Learned {
  readonly curves: readonly EpochMetrics[]
  /** Epoch whose weights the network now has. */
  readonly epoch: number
  /** Optimiser steps that made them. */
  readonly steps: number
}

/**
 * Trains until the last epoch, or until early stopping says so. Leaves the network with the weights of the epoch that is
 * kept.
 * @throws Problem TRAINING_DIVERGED; DISK_FULL and others of writing checkpoints
 */
export async function learn(run: LearningRun): Promise<Learned> {
  const { course, progress, emit } = run
  const { config, clipSet } = course
  const { views, batches } = epochSize(clipSet.clips, config)
  const metric = keptMetric(config)
  const curves = [...(run.done?.curves ?? [])]
  let warm = false
  while (curves.length < config.epochs && !isTimeToStop(curves, config)) {
    const epoch = curves.length + 1
    const epochStartMs = performance.now()
    const doneViews = (epoch - 1) * views
    const result = await trainEpoch(course, epoch, (inEpoch) => progress(doneViews + inEpoch, config.epochs * views))
    const heldOut = await scoreEpoch(course)
    const metrics: EpochMetrics = {
      epoch,
      trainLoss: result.loss,
      trainTop1: result.scores.top1,
      heldOutLoss: heldOut?.loss ?? null,
      heldOutTop1: heldOut?.top1 ?? null,
      secs: (performance.now() - epochStartMs) / 1000,
      train: result.scores,
      heldOut,
      ...paceOf(result, warm),
    }
    warm = true
    curves.push(metrics)
    await keep(run, curves)
    emit({ type: 'epoch', metrics, of: config.epochs })
  }
  if (curves.length < config.epochs) emit({ type: 'log', text: stoppedText(curves, config) })
  const epoch = metric === undefined ? curves.length : bestEpoch(curves, metric)!.epoch
  if (epoch !== curves.length) await takeBest(run, epoch)
  return { curves, epoch, steps: epoch * batches }
}

/** Checkpoints of the course as it stands after an epoch. */
async function keep(run: LearningRun, curves: EpochMetrics[]): Promise<void> {
  const { course, done, checkpointDir, software, startedFrom, startMs } = run
  const { config, clipSet, dropout } = course
  const metric = keptMetric(config)
  const best = metric === undefined ? null : bestEpoch(curves, metric)
  const isBest = best?.epoch === curves.length
  const { words, seed } = dropout.state()
  // The best first: a process that dies between the two takes the same epoch again, and it is the best again.
  await writeCheckpoints(checkpointDir, isBest ? ['best', 'last'] : ['last'], course, {
    version: 1,
    epoch: curves.length,
    steps: curves.length * epochSize(clipSet.clips, config).batches,
    dropout: { seed, words: [...words] },
    curves,
    best,
    config,
    dataHash: clipSet.hash,
    startedFrom,
    software,
    wallSecs: (done?.wallSecs ?? 0) + (performance.now() - startMs) / 1000,
  })
}

async function takeBest({ course, checkpointDir }: LearningRun, epoch: number): Promise<void> {
  const best = await readCheckpoint(checkpointDir, 'best')
  if (best?.facts.epoch !== epoch) throw new Error(`The checkpoint of epoch ${epoch} is gone from ${checkpointDir}.`)
  restoreWeights(course.network, best)
}

/** The first step of a process is slow, because TensorFlow prepares itself in it: it is told apart. */
function paceOf(result: EpochResult, warm: boolean): Pick<EpochMetrics, 'stepsPerSec' | 'warmUpSecs'> {
  const { steps, firstStepSecs, otherStepsSecs } = result
  const [counted, secs] = warm ? [steps, firstStepSecs + otherStepsSecs] : [steps - 1, otherStepsSecs]
  return { stepsPerSec: secs > 0 ? counted / secs : null, ...(warm ? {} : { warmUpSecs: firstStepSecs }) }
}

function stoppedText(curves: readonly EpochMetrics[], { earlyStopping, epochs }: Course['config']): string {
  const { metric, patience } = earlyStopping!
  const best = bestEpoch(curves, metric)!
  return (
    `Stopped early, after epoch ${curves.length} of ${epochs}: ${metric} was best in epoch ${best.epoch} and not better ` +
    `in the ${patience} since.`
  )
}
