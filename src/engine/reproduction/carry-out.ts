/** One run: train, test, write down. */
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { ComputeResult } from '../../contract/compute.ts'
import { Problem } from '../../domain/problem.ts'
import { makeFolder } from '../../media/make-folder.ts'
import type { ComputeMeans } from '../compute/means.ts'
import type { OwnersSet } from '../datasets/owners/index.ts'
import { featureCacheDir } from '../training/feature-cache.ts'
import { readModelFile } from '../training/model-folder.ts'
import { hasCheckpoint } from '../training/run-folder.ts'
import type { PlannedRun } from './plan.ts'
import { removeCheckpoints, runPlaces, writeRun, type RunPlaces, type RunResult } from './run-store.ts'

type Tested = Extract<ComputeResult, { kind: 'evaluate' }>

/**
 * Trains (or goes on from where it was stopped), tests, and writes the result. What was trained and not yet tested is not
 * trained again, unless its model or checkpoint can't be read: then it is made anew.
 * @throws Problem of the compute process; CANCELLED
 */
export async function carryOut(
  run: PlannedRun,
  { out, set }: { readonly out: string; readonly set: OwnersSet },
  means: ComputeMeans,
): Promise<RunResult> {
  const places = runPlaces(out, run)
  await makeFolder(places.folder)
  const isTrained = existsSync(path.join(places.model, 'model.json'))
  if (!isTrained) await train(run, places, means)
  const startMs = performance.now()
  const tested = await test(run, places, means).catch(async (caught: unknown) => {
    if (!isTrained || !isUnreadable(caught)) throw caught
    await train(run, places, means)
    return test(run, places, means)
  })
  const model = await readModelFile(places.model)
  const groupOf = new Map(run.tested.clips.map(({ key, group }) => [key, group]))
  const result: RunResult = {
    format: 'touchline-reproduction-run',
    version: 1,
    key: run.key,
    system: run.system,
    title: run.title,
    scale: run.scale,
    set: { name: set.name, title: set.title, origin: set.origin },
    protocol: run.protocol,
    fold: run.fold,
    foldIndex: run.foldIndex,
    folds: run.folds,
    sizes: run.sizes,
    leaks: { groups: [...run.leaks.groups], clips: run.leaks.clips },
    data: { learned: run.learned.hash, tested: run.tested.hash },
    config: run.config,
    ...(run.startFrom && { startedFrom: { name: run.startFrom.name, sha256: run.startFrom.sha256 } }),
    evaluation: tested.evaluation,
    predictions: tested.predictions.map((one) => ({ ...one, group: groupOf.get(one.key) ?? '' })),
    trainSecs: model.trainSecs,
    testSecs: (performance.now() - startMs) / 1000,
    modelBytes: await bytesBelow(places.model),
    software: model.software,
    ...(model.machine && { machine: model.machine }),
    finishedAt: new Date().toISOString(),
  }
  await writeRun(out, result)
  await removeCheckpoints(out, run)
  return result
}

async function test(run: PlannedRun, { model }: RunPlaces, means: ComputeMeans): Promise<Tested> {
  const result = await means.compute.run({ kind: 'evaluate', modelDir: model, clipSet: run.tested }, means)
  if (result.kind !== 'evaluate') throw new Problem('INTERNAL', `Evaluation answered with ${result.kind}.`)
  return result
}

async function train(run: PlannedRun, places: RunPlaces, means: ComputeMeans): Promise<void> {
  // A model is there whole or not at all: what lies in its place and can't be read is nobody's.
  await rm(places.model, { recursive: true, force: true })
  const resume = hasCheckpoint(places.checkpoints)
  try {
    await learn(run, places, means, resume)
  } catch (caught) {
    if (!resume || !isUnreadable(caught)) throw caught
    await rm(places.checkpoints, { recursive: true, force: true })
    await learn(run, places, means, false)
  }
}

function isUnreadable(caught: unknown): boolean {
  return caught instanceof Problem && caught.code === 'MODEL_UNUSABLE'
}

async function learn(
  run: PlannedRun,
  { model, checkpoints }: RunPlaces,
  means: ComputeMeans,
  resume: boolean,
): Promise<void> {
  const result = await means.compute.run(
    {
      kind: 'train',
      modelId: randomUUID(),
      modelName: `${run.title}, ${run.protocol.name}, ${run.fold}`,
      clipSet: run.learned,
      config: run.config,
      modelDir: model,
      startFrom: run.startFrom,
      checkpointDir: checkpoints,
      resume,
      featureCacheDir: featureCacheDir(),
    },
    means,
  )
  if (result.kind !== 'train') throw new Problem('INTERNAL', `Training answered with ${result.kind}.`)
}

async function bytesBelow(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const sizes = files
    .filter((one) => one.isFile())
    .map(async (one) => (await stat(path.join(one.parentPath, one.name))).size)
  return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0)
}
