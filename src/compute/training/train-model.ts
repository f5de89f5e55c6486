import { totalmem } from 'node:os'
import * as tf from '@tensorflow/tfjs-core'
import type { ClipSet, EpochMetrics, Evaluation, ModelFile, Preprocessing } from '../../contract/learning.ts'
import { evaluateScores } from '../../domain/metrics.ts'
import { Problem } from '../../domain/problem.ts'
import { createRandom } from '../../domain/random.ts'
import { createAdam, createNetwork, parseNetworkConfig } from '../../network/index.ts'
import type { Backend } from '../backend.ts'
import { centreViews, evenViews } from '../clips/clip-frames.ts'
import { openClipLoader } from '../clips/clip-loader.ts'
import { writeModel } from '../models/model-folder.ts'
import { startNetwork } from '../models/weights-on-disk.ts'
import { progressReporter, type Progress } from '../progress.ts'
import { scoreClips } from '../score-clips.ts'
import type { RequestOf, Surroundings } from '../surroundings.ts'
import { epochSize } from './epoch-plan.ts'
import { fitBatch, smallerBatchText } from './memory-need.ts'
import { trainEpoch, type Course } from './train-epoch.ts'

type TrainRequest = RequestOf<'train'>

/**
 * Trains a network from random weights or from given ones, and writes it to `modelDir`. The weights are those of the last epoch: choosing the epoch
 * by its held-out score would make that score better than it is on footage nobody has seen.
 * @throws Problem DATASET_UNUSABLE, MEMORY_TOO_SMALL, TRAINING_DIVERGED, and what writing the model throws
 */
export async function trainModel(
  wanted: TrainRequest,
  backend: Backend,
  surroundings: Surroundings,
): Promise<ModelFile> {
  const startMs = performance.now()
  const { clipSet, threads } = wanted
  checkLearnable(clipSet)
  const config = backend.devices.includes('CPU')
    ? fitBatch(wanted.config, trainingClips(clipSet), totalmem())
    : wanted.config
  if (config !== wanted.config) {
    surroundings.emit({ type: 'log', text: smallerBatchText(wanted.config, config) })
  }
  const progress = progressReporter(surroundings.emit)
  const loader = await openClipLoader({
    clipSet,
    preprocessing: config.preprocessing,
    threads,
    entry: surroundings.loaderEntry,
    onProgress: progress.of('Reading clips'),
  })
  const random = createRandom(config.seed)
  const network = createNetwork(
    parseNetworkConfig({ ...config.network, classes: clipSet.labels.length }),
    config.seed,
    config.attentionStart,
  )
  const optimiser = createAdam({ learningRate: config.learningRate, weightDecay: config.weightDecay })
  const course: Course = { network, optimiser, loader, clipSet, config, random, dropout: random.stream('dropout') }
  try {
    const startedFrom = await startNetwork(network, wanted.startFrom, surroundings)
    progress.of('Warming up')(0, 0)
    const curves = await learn(course, surroundings, progress.of('Training'))
    const heldOut = await scoreHeldOut(course, evenViews, progress.of('Scoring held-out clips'))
    const trainSecs = (performance.now() - startMs) / 1000
    const model = modelOf({ ...wanted, config }, backend, { startedFrom, curves, heldOut, trainSecs })
    const steps = config.epochs * epochSize(trainingClips(clipSet), config).batches
    await writeModel(wanted.modelDir, model, { network, steps })
    return model
  } finally {
    await loader.close()
    optimiser.dispose()
    network.dispose()
  }
}

async function learn(course: Course, { emit }: Surroundings, progress: Progress): Promise<EpochMetrics[]> {
  const { clipSet, config } = course
  const { views } = epochSize(trainingClips(clipSet), config)
  const curves: EpochMetrics[] = []
  for (let epoch = 1; epoch <= config.epochs; epoch++) {
    const startMs = performance.now()
    const done = (epoch - 1) * views
    const train = await trainEpoch(course, epoch, (inEpoch) => progress(done + inEpoch, config.epochs * views))
    const heldOut = await scoreHeldOut(course, centreViews)
    const metrics: EpochMetrics = {
      epoch,
      trainLoss: train.loss,
      trainTop1: train.top1,
      heldOutLoss: heldOut?.loss ?? null,
      heldOutTop1: heldOut?.top1 ?? null,
      secs: (performance.now() - startMs) / 1000,
    }
    curves.push(metrics)
    emit({ type: 'epoch', metrics, of: config.epochs })
  }
  return curves
}

/** Null where nothing is held out. Epochs take the middle view of each clip, the final score up to three of them. */
async function scoreHeldOut(
  { network, loader, clipSet, config }: Course,
  viewsOf: (lengthFrames: number, timing: Preprocessing) => number[][],
  progress?: Progress,
): Promise<Evaluation | null> {
  const places = clipSet.clips.flatMap(({ split }, place) => (split === 'held-out' ? [place] : []))
  if (places.length === 0) return null
  const clips = places.map((clip) => ({ clip, views: viewsOf(loader.lengths[clip]!, config.preprocessing) }))
  const onClips = progress && ((done: number) => progress(done, places.length))
  const scores = await scoreClips(clips, { network, loader, batchViews: config.batchClips, onClips })
  const scored = places.map((place, index) => {
    const { label, group } = clipSet.clips[place]!
    return { truth: clipSet.labels.indexOf(label), scores: scores[index]!, group }
  })
  return evaluateScores(scored, clipSet.labels, config.seed)
}

function modelOf(
  { modelId, modelName, clipSet, config }: TrainRequest,
  backend: Backend,
  { startedFrom, curves, heldOut, trainSecs }: Pick<ModelFile, 'startedFrom' | 'curves' | 'heldOut' | 'trainSecs'>,
): ModelFile {
  const heldOutClips = clipSet.clips.filter(({ split }) => split === 'held-out')
  return {
    format: 'touchline-model',
    version: 1,
    id: modelId,
    name: modelName,
    createdAt: new Date().toISOString(),
    network: { ...config.network, classes: clipSet.labels.length },
    preprocessing: config.preprocessing,
    classes: clipSet.labels,
    training: config,
    epoch: config.epochs,
    dataset: {
      hash: clipSet.hash,
      clips: clipSet.clips.length,
      groups: new Set(clipSet.clips.map(({ group }) => group)).size,
      protocol: clipSet.protocol,
      heldOutGroups: [...new Set(heldOutClips.map(({ group }) => group))].sort(),
    },
    heldOut,
    curves,
    startedFrom,
    trainSecs,
    software: { node: process.versions.node, [backend.name]: backend.version, tfjs: tf.version_core },
  }
}

function trainingClips({ clips }: ClipSet): number {
  return clips.filter(({ split }) => split === 'train').length
}

/** @throws Problem DATASET_UNUSABLE where there is nothing to tell apart */
function checkLearnable({ clips, labels }: ClipSet): void {
  const stray = clips.find(({ label }) => !labels.includes(label))
  if (stray) {
    throw new Problem(
      'DATASET_UNUSABLE',
      `The clip ${stray.key} has a label that the set does not name: ${stray.label}.`,
    )
  }
  const learned = new Set(clips.filter(({ split }) => split === 'train').map(({ label }) => label))
  if (learned.size >= 2) return
  throw new Problem(
    'DATASET_UNUSABLE',
    `There are clips to learn from of ${learned.size === 1 ? `one label only (${[...learned][0]})` : 'no label'}: ` +
      'a network needs at least two to tell apart. Label more, or hold out less.',
  )
}
