/** The runs of a library: begun, gone on with, given up, looked at. */
import { randomUUID } from 'node:crypto'
import type { Run } from '../../contract/index.ts'
import type { EpochMetrics, ModelFile, StartingWeights } from '../../contract/learning.ts'
import { Problem } from '../../domain/problem.ts'
import type { EngineContext } from '../context.ts'
import { freezeLibrarySet } from '../datasets/library-set.ts'
import type { DatasetChoice } from '../datasets/library-set.ts'
import { thawLibrarySet } from '../datasets/thaw.ts'
import { dataSetTable } from '../library/data-sets.ts'
import { runTable } from '../library/runs.ts'
import type { StoredRun } from '../library/runs.ts'
import { requireModel } from './models.ts'
import { hasCheckpoint, removeRunFolder } from './run-folder.ts'
import { runFolder, train, type PlannedRun } from './train-job.ts'
import { defaultName, trainingConfigOf } from './training-config.ts'
import type { Wishes } from './training-config.ts'

export interface TrainingWish extends DatasetChoice, Wishes {
  readonly seed: number
  readonly name?: string | undefined
}

export interface StartedRun {
  readonly jobId: string
  readonly runId: string
}

/**
 * Freezes the library's labels as they are now and starts a run on them; labels may be edited while it waits and works.
 * @throws Problem DATASET_UNUSABLE, NOT_FOUND, INVALID_INPUT
 */
export function startTraining(
  context: EngineContext,
  wish: TrainingWish,
  startFrom: StartingWeights | null = null,
): StartedRun {
  const config = trainingConfigOf(wish)
  const now = new Date()
  const taken = runTable(context.db)
    .list()
    .map((run) => run.name)
  const name = wish.name ?? defaultName(wish.preset, now, taken)
  const clipSet = freezeLibrarySet(context, wish)
  const planned: PlannedRun = { id: randomUUID(), name, clipSet, config, resume: false, startFrom }
  return startJob(context, planned, (jobId) => recordRun(context, planned, { jobId, startedAt: now.toISOString() }))
}

/**
 * Goes on with a run that was stopped, on the labels as they were when it began.
 * @throws Problem NOT_FOUND; CONFLICT where it runs, is done, or left nothing to go on from; DATASET_UNUSABLE where its
 *   footage is gone
 */
export function resumeTraining(context: EngineContext, runId: string): StartedRun {
  const run = requireRun(context, runId)
  if (!isResumable(context, run)) {
    const reason =
      run.state === 'running'
        ? 'it is under way'
        : run.state === 'done'
          ? 'it is done'
          : 'it left nothing to go on from. Train anew'
    throw new Problem('CONFLICT', `The run “${run.name}” can’t go on: ${reason}.`, { details: { runId } })
  }
  const clipSet = thawLibrarySet(context, run.dataSetId)
  const planned: PlannedRun = { id: runId, name: run.name, clipSet, config: run.config, resume: true, startFrom: null }
  return startJob(context, planned, (jobId) => runTable(context.db).setJob(runId, jobId))
}

/**
 * Gives a run up: its checkpoints are deleted, its curves stay.
 * @throws Problem NOT_FOUND; CONFLICT where it is under way
 */
export async function discardTraining(context: EngineContext, runId: string): Promise<void> {
  const run = requireRun(context, runId)
  if (run.state === 'running') {
    throw new Problem('CONFLICT', `The run “${run.name}” is under way: cancel it first.`, { details: { runId } })
  }
  await removeRunFolder(runFolder(context, runId))
}

/** Runs, newest first. */
export function listRuns(context: EngineContext): Run[] {
  return runTable(context.db)
    .list()
    .map((run) => shown(context, run))
}

/** A run with its curves so far and, when it is done and its folder can be read, its model. @throws Problem NOT_FOUND */
export async function getRun(
  context: EngineContext,
  id: string,
): Promise<{ run: Run; epochs: EpochMetrics[]; model: ModelFile | null }> {
  const run = requireRun(context, id)
  const model = run.modelId === null ? null : await readableModel(context, run.modelId)
  return { run: shown(context, run), epochs: runTable(context.db).epochs(id), model }
}

/** Null where its folder is gone or spoilt: the curves are there all the same. */
async function readableModel(context: EngineContext, modelId: string): Promise<ModelFile | null> {
  try {
    return (await requireModel(context, modelId)).model
  } catch (caught) {
    context.log.warn(`The model ${modelId} can't be read; its run is shown without it.`, caught)
    return null
  }
}

function requireRun(context: EngineContext, id: string): StoredRun {
  const run = runTable(context.db).find(id)
  if (run === undefined) throw new Problem('NOT_FOUND', 'This library has no such run.', { details: { runId: id } })
  return run
}

function shown(context: EngineContext, stored: StoredRun): Run {
  const { dataSetId: _, ...run } = stored
  return { ...run, resumable: isResumable(context, stored) }
}

function isResumable(context: EngineContext, { id, state }: StoredRun): boolean {
  return state !== 'running' && state !== 'done' && hasCheckpoint(runFolder(context, id))
}

/** Starts the job and enters it before its work begins. */
function startJob(context: EngineContext, planned: PlannedRun, record: (jobId: string) => void): StartedRun {
  const { id, name, config, resume } = planned
  // The run's row needs the job's, and the work needs the run's.
  const recorded = Promise.withResolvers<void>()
  // A job that is cancelled while it waits never looks.
  recorded.promise.catch(() => undefined)
  const job = context.jobs.start({
    kind: 'train',
    title: resume ? `Go on training ${name}` : `Train ${name}`,
    params: { runId: id, preset: config.preset, seed: config.seed, resume },
    lane: 'compute',
    run: async (jobContext) => {
      await recorded.promise
      return train(context, planned, jobContext)
    },
  })
  try {
    record(job.id)
    recorded.resolve()
  } catch (caught) {
    recorded.reject(caught)
    throw caught
  }
  return { jobId: job.id, runId: id }
}

function recordRun(
  context: EngineContext,
  { id, name, clipSet, config }: PlannedRun,
  { jobId, startedAt }: { jobId: string; startedAt: string },
): void {
  const { labels, background, clips, hash, protocol } = clipSet
  const dataSetId = randomUUID()
  context.db
    .transaction(() => {
      dataSetTable(context.db).insert({
        id: dataSetId,
        hash,
        protocol,
        clips: { labels, ...(background !== undefined && { background }), clips },
        created_at: startedAt,
      })
      runTable(context.db).insert({ id, name, jobId, dataSetId, config, startedAt })
    })
    .immediate()
}
