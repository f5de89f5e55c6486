/** Training and measuring without a library: data from a folder or manifest, the model as a folder. No lock, no database. */
import { mkdir, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { randomUUID } from 'node:crypto'
import type { Evaluation, ModelFile } from '../../contract/learning.ts'
import { Problem } from '../../domain/problem.ts'
import type { ComputeMeans } from '../compute/means.ts'
import { freezeForMeasuring, freezePathSet } from '../datasets/frozen-path-set.ts'
import type { LabelledFile } from '../datasets/labelled-clips.ts'
import { readPathSet } from '../datasets/path-set.ts'
import { weightsAtPath } from '../weights/choose-weights.ts'
import { checkWeights, readModelFile } from './model-folder.ts'
import { defaultName, trainingConfigOf } from './training-config.ts'
import type { Wishes } from './training-config.ts'

export interface DataMeans extends ComputeMeans {
  /** Told once, before the work starts: how the data is split, what a person should know. */
  readonly onData?: (data: DataSummary) => void
}

export interface DataSummary {
  readonly clips: number
  readonly labels: readonly string[]
  readonly groups: number
  readonly protocol: string
  readonly hash: string
  readonly warnings: readonly string[]
}

/** The seed decides the split too. */
export interface PathTraining extends Wishes {
  /** Folder or manifest CSV. */
  readonly data: string
  /** Folder of the model: new or empty. */
  readonly out: string
  /** Share of the groups to hold out where the data does not say itself; a quarter where not said. */
  readonly heldOutShare?: number | undefined
  readonly name?: string | undefined
  /** Weights file, or folder of a model, that the network starts from; random weights where not said. */
  readonly startFrom?: string | undefined
}

/**
 * Trains on a folder or manifest and leaves a model folder.
 * @throws Problem INVALID_INPUT for an unknown preset, CONFLICT where `out` holds something, what weightsAtPath,
 *   freezePathSet and the compute process throw
 */
export async function trainFromPath(
  training: PathTraining,
  means: DataMeans,
): Promise<{ model: ModelFile; modelDir: string }> {
  const config = trainingConfigOf(training)
  const modelDir = path.resolve(training.out)
  const checkpointDir = `${modelDir}.run`
  await checkFree(modelDir)
  const startFrom = training.startFrom === undefined ? null : await weightsAtPath(training.startFrom)
  const { clipSet, warnings } = await freezePathSet(training.data, {
    heldOutShare: training.heldOutShare ?? 0.25,
    seed: config.seed,
    signal: means.signal,
  })
  means.onData?.(summary(clipSet, warnings))
  await mkdir(path.dirname(modelDir), { recursive: true })
  const modelName = training.name ?? defaultName(training.preset, new Date())
  const result = await means.compute.run(
    {
      kind: 'train',
      modelId: randomUUID(),
      modelName,
      clipSet,
      config,
      modelDir,
      startFrom,
      checkpointDir,
      resume: false,
      featureCacheDir: path.join(checkpointDir, 'features'),
    },
    means,
  )
  if (result.kind !== 'train') throw new Problem('INTERNAL', `Training answered with ${result.kind}.`)
  await rm(checkpointDir, { recursive: true, force: true })
  return { model: result.model, modelDir }
}

export interface PathEvaluation {
  /** Folder of the model. */
  readonly model: string
  /** Folder or manifest CSV. */
  readonly data: string
  /** Only clips of the groups that were held out when the model was trained. */
  readonly heldOutOnly?: boolean | undefined
}

export interface ClipPrediction {
  readonly key: string
  readonly label: string
  readonly predicted: string
  readonly scores: readonly number[]
}

/**
 * Measures a model on a folder or manifest.
 * @throws Problem as readPathSet; MODEL_UNUSABLE; DATASET_UNUSABLE where the model does not know a label, or none of
 *   its held-out groups is among the clips; what the compute process throws
 */
export async function evaluateModel(
  { model: modelPath, data, heldOutOnly = false }: PathEvaluation,
  means: DataMeans,
): Promise<{ evaluation: Evaluation; predictions: readonly ClipPrediction[]; data: DataSummary }> {
  const modelDir = path.resolve(modelPath)
  const model = await readModelFile(modelDir)
  await checkWeights(modelDir)
  const set = await readPathSet(data, { allowAbsolute: true })
  const known = new Set(model.dataset.heldOutGroups)
  const clips = heldOutOnly ? set.clips.filter((clip) => known.has(clip.group)) : set.clips
  if (clips.length === 0) {
    throw new Problem(
      'DATASET_UNUSABLE',
      `None of the clips in ${set.origin} is of a group that “${model.name}” held out (${model.dataset.heldOutGroups.join(', ') || 'it held out none'}).`,
    )
  }
  checkLabels(clips, model, set.origin)
  const protocol = heldOutOnly
    ? `held-out groups of the model only (${model.dataset.protocol})`
    : 'all clips of the data'
  const frozen = await freezeForMeasuring(clips, protocol, means.signal)
  // The model's own order, so that rows of the confusion matrix mean the same for every set.
  const clipSet = { ...frozen, labels: model.classes }
  const described = summary(clipSet, [...set.warnings, ...(heldOutOnly ? [] : seenBefore(clips, known))])
  means.onData?.(described)
  const result = await means.compute.run({ kind: 'evaluate', modelDir, clipSet }, means)
  if (result.kind !== 'evaluate') throw new Problem('INTERNAL', `Evaluation answered with ${result.kind}.`)
  return { evaluation: result.evaluation, predictions: result.predictions, data: described }
}

/** A set that has the model's held-out groups and others is most likely the one that it was trained on. */
function seenBefore(clips: readonly LabelledFile[], heldOut: ReadonlySet<string>): string[] {
  const groups = new Set(clips.map((clip) => clip.group))
  if (heldOut.size === 0 || heldOut.size === groups.size || !heldOut.isSubsetOf(groups)) return []
  return [
    `${groups.size - heldOut.size} of ${groups.size} groups are likely those that the model was trained on: its score on ` +
      'them says too much. Take the held-out groups only (--held-out), or clips of people it never saw.',
  ]
}

function checkLabels(clips: readonly LabelledFile[], model: ModelFile, origin: string): void {
  const unknown = new Set(clips.map((clip) => clip.label)).difference(new Set(model.classes))
  if (unknown.size === 0) return
  throw new Problem(
    'DATASET_UNUSABLE',
    `${origin} has labels that “${model.name}” never learned: ${[...unknown].slice(0, 5).join(', ')}. It knows: ${model.classes.join(', ')}.`,
    { details: { unknown: [...unknown] } },
  )
}

function summary(
  {
    clips,
    labels,
    protocol,
    hash,
  }: { clips: readonly { group: string }[]; labels: string[]; protocol: string; hash: string },
  warnings: readonly string[],
): DataSummary {
  const groups = new Set(clips.map((clip) => clip.group)).size
  return { clips: clips.length, labels, groups, protocol, hash, warnings }
}

/** @throws Problem CONFLICT where the folder holds something already */
async function checkFree(folder: string): Promise<void> {
  let inside: string[]
  try {
    inside = await readdir(folder)
  } catch (caught) {
    if ((caught as NodeJS.ErrnoException).code === 'ENOENT') return
    throw new Problem('CONFLICT', `${folder} is there already and is no folder. Name another for the model.`, {
      cause: caught,
    })
  }
  if (inside.length > 0) {
    throw new Problem('CONFLICT', `${folder} is not empty. Name a new folder for the model; nothing is overwritten.`)
  }
}
