/** Training and measuring without a library: data from a folder or manifest, the model as a folder. No lock, no database. */
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import type { Evaluation, ModelFile } from '../../contract/learning.ts'
import { Problem } from '../../domain/problem.ts'
import type { ComputeMeans } from '../compute/means.ts'
import { freezeForMeasuring, freezePathSet } from '../datasets/frozen-path-set.ts'
import type { LabelledFile } from '../datasets/labelled-clips.ts'
import { readAnySet } from '../datasets/any-set.ts'
import { featureCacheDir } from './feature-cache.ts'
import { checkWeights, readModelFile } from './model-folder.ts'
import { newPathRun, runFolderOf, stoppedPathRun, writePathRun } from './path-run.ts'
import type { RunWish } from './path-run.ts'
import { hasCheckpoint, keepingCheckpoints, removeRunFolder } from './run-folder.ts'

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
export interface PathTraining extends RunWish {
  /** Folder of the model: new or empty. What a run needs to go on lies beside it, in `OUT.run`, until the model is there. */
  readonly out: string
  /** Whether to go on with the run that was stopped there. */
  readonly resume?: boolean | undefined
}

/**
 * Trains on a folder or manifest, or goes on with a training that was stopped, and leaves a model folder.
 * @throws Problem INVALID_INPUT for an unknown preset, CONFLICT where `out` holds something, what weightsAtPath,
 *   freezePathSet, the run's folder and the compute process throw
 */
export async function trainFromPath(
  training: PathTraining,
  means: DataMeans,
): Promise<{ model: ModelFile; modelDir: string }> {
  const { resume = false } = training
  const modelDir = path.resolve(training.out)
  const checkpointDir = runFolderOf(modelDir)
  await checkFree(modelDir)
  const run = await (resume ? stoppedPathRun(training, modelDir) : newPathRun(training, modelDir))
  const { modelId, name: modelName, config, startFrom, heldOutShare } = run
  const { seed } = config
  const { clipSet, warnings } = await freezePathSet(run.data, { heldOutShare, seed, signal: means.signal })
  means.onData?.(summary(clipSet, warnings))
  if (!resume) await writePathRun(run, modelDir)
  const result = await keepingCheckpoints(checkpointDir, () =>
    means.compute.run(
      {
        kind: 'train',
        modelId,
        modelName,
        clipSet,
        config,
        modelDir,
        startFrom,
        checkpointDir,
        resume,
        featureCacheDir: featureCacheDir(),
      },
      means,
    ),
  )
  if (result.kind !== 'train') throw new Problem('INTERNAL', `Training answered with ${result.kind}.`)
  await removeRunFolder(checkpointDir)
  return { model: result.model, modelDir }
}

/** Whether a training for this folder was stopped and left something to go on from. */
export function canGoOn(out: string): boolean {
  return hasCheckpoint(runFolderOf(path.resolve(out)))
}

export interface PathEvaluation {
  /** Folder of the model. */
  readonly model: string
  /** Folder or manifest CSV. */
  readonly data: string
  /** Only clips of the groups that were held out when the model was trained. */
  readonly heldOutOnly?: boolean | undefined
  /** Views of each clip whose scores are averaged; 3 where left out. */
  readonly views?: number | undefined
  /** What the network computes in; float32 where left out. */
  readonly precision?: 'float32' | 'bf16' | undefined
}

export interface ClipPrediction {
  readonly key: string
  readonly label: string
  readonly predicted: string
  readonly scores: readonly number[]
}

/**
 * Measures a model on a folder or manifest.
 * @throws Problem as readAnySet; MODEL_UNUSABLE; DATASET_UNUSABLE where the model does not know a label, or none of
 *   its held-out groups is among the clips; what the compute process throws
 */
export async function evaluateModel(
  { model: modelPath, data, heldOutOnly = false, views, precision }: PathEvaluation,
  means: DataMeans,
): Promise<{ evaluation: Evaluation; predictions: readonly ClipPrediction[]; data: DataSummary }> {
  const modelDir = path.resolve(modelPath)
  const model = await readModelFile(modelDir)
  await checkWeights(modelDir)
  const set = await readAnySet(data, { allowAbsolute: true })
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
  const result = await means.compute.run({ kind: 'evaluate', modelDir, clipSet, views, precision }, means)
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
