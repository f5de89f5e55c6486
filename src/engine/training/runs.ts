/** Training in a library: freeze, run as a job, keep the curves and the model. */
import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import type { Run } from '../../contract/index.ts'
import type { ClipSet, EpochMetrics, ModelFile, TrainingConfig } from '../../contract/learning.ts'
import { Problem } from '../../domain/problem.ts'
import type { EngineContext, JobContext } from '../context.ts'
import { freezeLibrarySet } from '../datasets/library-set.ts'
import type { DatasetChoice } from '../datasets/library-set.ts'
import { dataSetTable } from '../library/data-sets.ts'
import { runTable } from '../library/runs.ts'
import { registerModel, requireModel } from './models.ts'
import { defaultName, trainingConfigOf } from './training-config.ts'
import type { Wishes } from './training-config.ts'

export interface TrainingWish extends DatasetChoice, Wishes {
  readonly seed: number
  readonly name?: string | undefined
}

interface PlannedRun {
  readonly id: string
  readonly name: string
  readonly clipSet: ClipSet
  readonly config: TrainingConfig
}

/**
 * Freezes the library's labels as they are now and starts a run on them; labels may be edited while it waits and works.
 * @throws Problem DATASET_UNUSABLE, NOT_FOUND, INVALID_INPUT
 */
export function startTraining(context: EngineContext, wish: TrainingWish): { jobId: string; runId: string } {
  const config = trainingConfigOf(wish)
  const now = new Date()
  const name = wish.name ?? defaultName(wish.preset, now)
  const planned: PlannedRun = { id: randomUUID(), name, clipSet: freezeLibrarySet(context, wish), config }
  // The run's row needs the job's, and the work needs the run's.
  const recorded = Promise.withResolvers<void>()
  // A job that is cancelled while it waits never looks.
  recorded.promise.catch(() => undefined)
  const job = context.jobs.start({
    kind: 'train',
    title: `Train ${name}`,
    params: { runId: planned.id, preset: wish.preset, epochs: config.epochs, seed: config.seed },
    lane: 'compute',
    run: async (jobContext) => {
      await recorded.promise
      return train(context, planned, jobContext)
    },
  })
  try {
    recordRun(context, planned, { jobId: job.id, startedAt: now.toISOString() })
    recorded.resolve()
  } catch (caught) {
    recorded.reject(caught)
    throw caught
  }
  return { jobId: job.id, runId: planned.id }
}

/** Runs, newest first. */
export function listRuns(context: EngineContext): Run[] {
  return runTable(context.db).list()
}

/** A run with its curves so far and, when it is done, its model. @throws Problem NOT_FOUND */
export async function getRun(
  context: EngineContext,
  id: string,
): Promise<{ run: Run; epochs: EpochMetrics[]; model: ModelFile | null }> {
  const run = runTable(context.db).find(id)
  if (run === undefined) throw new Problem('NOT_FOUND', 'This library has no such run.', { details: { runId: id } })
  const model = run.modelId === null ? null : (await requireModel(context, run.modelId)).model
  return { run, epochs: runTable(context.db).epochs(id), model }
}

function recordRun(
  context: EngineContext,
  { id, name, clipSet, config }: PlannedRun,
  { jobId, startedAt }: { jobId: string; startedAt: string },
): void {
  const { labels, clips, hash, protocol } = clipSet
  const dataSetId = randomUUID()
  context.db
    .transaction(() => {
      dataSetTable(context.db).insert({
        id: dataSetId,
        hash,
        protocol,
        clips: { labels, clips },
        created_at: startedAt,
      })
      runTable(context.db).insert({ id, name, jobId, dataSetId, config, startedAt })
    })
    .immediate()
}

async function train(
  context: EngineContext,
  { id: runId, name, clipSet, config }: PlannedRun,
  job: JobContext,
): Promise<Record<string, unknown>> {
  job.keep({ runId })
  const modelId = randomUUID()
  const result = await context.compute.run(
    {
      kind: 'train',
      modelId,
      modelName: name,
      clipSet,
      config,
      modelDir: path.join(context.paths.models, modelId),
      startFrom: null,
      checkpointDir: path.join(context.paths.runs, runId),
      resume: false,
      featureCacheDir: context.paths.features,
    },
    {
      signal: job.signal,
      onEvent: (event) => {
        if (event.type === 'progress') job.progress(event.phase, event.done, event.total)
        else if (event.type === 'log') job.log(event.text)
        else if (event.type === 'epoch') {
          runTable(context.db).addEpoch(runId, event.metrics)
          context.events.emit({ type: 'epoch', runId, metrics: event.metrics })
        }
      },
    },
  )
  if (result.kind !== 'train') throw new Problem('INTERNAL', `Training answered with ${result.kind}.`)
  await registerModel(context, result.model, () => runTable(context.db).setModel(runId, modelId))
  await rm(path.join(context.paths.runs, runId), { recursive: true, force: true })
  return { runId, modelId }
}
