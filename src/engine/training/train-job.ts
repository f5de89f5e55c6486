/** What a training job does: the compute process at work, its curves and its model kept. */
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import type { ClipSet, StartingWeights, TrainingConfig } from '../../contract/learning.ts'
import { Problem } from '../../domain/problem.ts'
import type { EngineContext, JobContext } from '../context.ts'
import { runTable } from '../library/runs.ts'
import { featureCacheDir } from './feature-cache.ts'
import { registerModel } from './models.ts'
import { keepingCheckpoints, removeRunFolder } from './run-folder.ts'

export interface PlannedRun {
  readonly id: string
  readonly name: string
  readonly clipSet: ClipSet
  readonly config: TrainingConfig
  /** Whether it goes on from its last checkpoint. */
  readonly resume: boolean
  /** Null: random weights, or those of the checkpoint that is gone on from. */
  readonly startFrom: StartingWeights | null
}

export function runFolder(context: EngineContext, runId: string): string {
  return path.join(context.paths.runs, runId)
}

export async function train(
  context: EngineContext,
  { id: runId, name, clipSet, config, resume, startFrom }: PlannedRun,
  job: JobContext,
): Promise<Record<string, unknown>> {
  job.keep({ runId })
  const runs = runTable(context.db)
  const modelId = randomUUID()
  const checkpointDir = runFolder(context, runId)
  const result = await keepingCheckpoints(checkpointDir, () =>
    context.compute.run(
      {
        kind: 'train',
        modelId,
        modelName: name,
        clipSet,
        config,
        modelDir: path.join(context.paths.models, modelId),
        startFrom,
        checkpointDir,
        resume,
        featureCacheDir: featureCacheDir(),
      },
      {
        signal: job.signal,
        onEvent: (event) => {
          if (event.type === 'progress') job.progress(event.phase, event.done, event.total)
          else if (event.type === 'log') job.log(event.text)
          else if (event.type === 'started') runs.setBegun(runId, event.config, event.record)
          else if (event.type === 'epoch') {
            runs.putEpoch(runId, event.metrics)
            context.events.emit({ type: 'epoch', runId, metrics: event.metrics })
          }
        },
      },
    ),
  )
  if (result.kind !== 'train') throw new Problem('INTERNAL', `Training answered with ${result.kind}.`)
  const { model } = result
  await registerModel(context, model, () => {
    // A process may die between a checkpoint and the word of it.
    for (const metrics of model.curves) runs.putEpoch(runId, metrics)
    runs.setModel(runId, modelId)
  })
  await removeRunFolder(checkpointDir)
  return { runId, modelId }
}
