import { existsSync } from 'node:fs'
import { mkdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Evaluation, FusionModel, FusionTraining, ModelFile } from '../../contract/learning.ts'
import { evaluateScores } from '../../domain/metrics.ts'
import { Problem } from '../../domain/problem.ts'
import type { Backend } from '../backend.ts'
import { factsFile, factsName, readFacts, weightsName, writeModelFolder } from '../models/folder.ts'
import { readMotionModel } from '../models/motion-folder.ts'
import { keepTrajectories } from '../motion/kept-trajectories.ts'
import { scoreKept } from '../motion/score-movements.ts'
import { trainMotion } from '../motion/train-motion.ts'
import { openTrajectoryThreads } from '../motion/trajectory-threads.ts'
import { progressReporter } from '../progress.ts'
import { scoreByNetwork } from '../score-set.ts'
import type { RequestOf, Surroundings } from '../surroundings.ts'
import { checkLearnable } from '../training/check-learnable.ts'
import { commonFacts } from '../training/model-facts.ts'
import { trainModel } from '../training/train-model.ts'
import { runRecord } from '../training/run-record.ts'
import { fused, fusionParts, partFolders, type PartFolders } from './parts.ts'

/** A request to train two models whose scores are put together. */
export type FusionTrainRequest = RequestOf<'train'> & { readonly config: FusionTraining }

/**
 * Trains both models, one after the other, and writes them as one to `modelDir`. Until then they lie in the run's folder: a
 * run that goes on keeps the ones that are done, and goes on with the network's epochs.
 * @throws Problem as the trainings of both do
 */
export async function trainFusion(
  request: FusionTrainRequest,
  backend: Backend,
  surroundings: Surroundings,
): Promise<FusionModel> {
  const startMs = performance.now()
  const { clipSet, config, checkpointDir } = request
  const { emit } = surroundings
  checkLearnable(clipSet)
  const record = await runRecord(backend)
  emit({ type: 'started', config, record, epochsDone: 0 })
  // What the parts begin with is a part of the whole.
  const within: Surroundings = { ...surroundings, emit: (event) => event.type !== 'started' && emit(event) }
  const root = path.join(checkpointDir, 'parts')
  const folders = partFolders(root)
  if (!request.resume) await rm(root, { recursive: true, force: true })
  await mkdir(root, { recursive: true })
  const motion = await doneOr(folders.motion, () =>
    trainMotion({ ...request, startFrom: null, config: config.motion, modelDir: folders.motion }, backend, within),
  )
  const network = await doneOr(folders.network, () =>
    trainModel({ ...request, config: config.network, modelDir: folders.network }, backend, within),
  )
  if (motion.method !== 'motion' || network.method !== 'network') {
    throw new Problem('MODEL_UNUSABLE', `${root} holds parts of another training. Train anew.`)
  }
  const scored = await scoreHeldOut(request, folders, surroundings)
  const facts: FusionModel = {
    ...commonFacts(request, record),
    method: 'fusion',
    training: config,
    windowFrames: motion.windowFrames,
    curves: network.curves,
    startedFrom: network.startedFrom,
    heldOut: scored,
    trainSecs: (performance.now() - startMs) / 1000,
  }
  const parts = fusionParts.flatMap((part) => [factsName, weightsName].map((name) => ({ part, name })))
  const content = await Promise.all(
    parts.map(async ({ part, name }) => ({
      name: path.join(part, name),
      content: await readFile(path.join(folders[part], name)),
    })),
  )
  await writeModelFolder(request.modelDir, facts, content, fusionParts)
  await rm(root, { recursive: true, force: true })
  return facts
}

/** A part that an earlier process finished, or else trained now. */
async function doneOr(folder: string, train: () => Promise<ModelFile>): Promise<ModelFile> {
  return existsSync(factsFile(folder)) ? readFacts(folder) : train()
}

async function scoreHeldOut(
  request: FusionTrainRequest,
  folders: PartFolders,
  surroundings: Surroundings,
): Promise<Evaluation | null> {
  const { clipSet, config, threads } = request
  const clips = clipSet.clips.filter(({ split }) => split === 'held-out')
  if (clips.length === 0) return null
  const heldOut = { ...clipSet, clips }
  const byMovement = await scoreKeptMovements(folders.motion, { ...request, clipSet: heldOut }, surroundings)
  const looking = { threads, views: config.network.views }
  const byNetwork = await scoreByNetwork(folders.network, heldOut, looking, surroundings)
  const scored = clips.map(({ label, group }, clip) => ({
    truth: clipSet.labels.indexOf(label),
    scores: fused(byMovement[clip]!, byNetwork[clip]!, config.networkShare),
    group,
  }))
  return evaluateScores(scored, clipSet.labels, config.seed)
}

/** By the movements that the training of that part has kept: none of them is followed again. */
async function scoreKeptMovements(
  modelDir: string,
  { clipSet, threads, featureCacheDir: cacheDir }: FusionTrainRequest,
  { emit, loaderEntry }: Surroundings,
): Promise<number[][]> {
  const { facts, recogniser } = await readMotionModel(modelDir)
  const settings = facts.training.following
  const workers = openTrajectoryThreads({ settings, threads, entry: loaderEntry })
  const progress = progressReporter(emit)
  try {
    const kept = await keepTrajectories({ clipSet, settings, threads: workers, cacheDir, progressOf: progress.of })
    const report = progress.of('Scoring held-out clips')
    const places = [...clipSet.clips.keys()]
    return await scoreKept(recogniser, kept, places, (done) => report(done, places.length))
  } finally {
    await workers.close()
  }
}
