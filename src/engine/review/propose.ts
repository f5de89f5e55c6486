/** Running a model over a recording and putting what it finds before a person. */
import { randomUUID } from 'node:crypto'
import type { Segment } from '../../contract/things.ts'
import { Problem } from '../../domain/problem.ts'
import type { EngineContext, JobContext } from '../context.ts'
import { footageAtHand, requireOriginal } from '../datasets/recording-footage.ts'
import { addProposals } from '../labelling/proposals.ts'
import { labelTable } from '../library/labels.ts'
import { requireRecordingInUse } from '../library/lookups.ts'
import { predictionTable } from '../library/predictions.ts'
import type { Prediction } from '../library/predictions.ts'
import { segmentTable } from '../library/segments.ts'
import type { LibraryModel } from '../training/models.ts'
import { requireModel } from '../training/models.ts'
import { proposalsFrom, settingsFor, undecided } from './proposals.ts'
import type { LabelledProposal, Wishes } from './proposals.ts'

export interface ProposalWish extends Wishes {
  readonly recordingId: string
  readonly modelId: string
}

/**
 * Starts a pass of a model over a recording. Its proposals replace those of the model's earlier pass that nobody has
 * decided on; what a person decided stays, and is not proposed again.
 * @throws Problem NOT_FOUND, FILE_NOT_FOUND where the footage is gone, MODEL_UNUSABLE
 */
export async function startProposing(context: EngineContext, wish: ProposalWish): Promise<{ jobId: string }> {
  const { file_name } = requireRecordingInUse(context.db, wish.recordingId)
  const used = await requireModel(context, wish.modelId)
  requireOriginal(requireRecordingInUse(context.db, wish.recordingId))
  const job = context.jobs.start({
    kind: 'predict',
    title: `Run ${used.model.name} over ${file_name}`,
    about: wish.recordingId,
    params: { ...wish },
    lane: 'compute',
    run: (jobContext) => propose(context, { wish, used }, jobContext),
  })
  return { jobId: job.id }
}

async function propose(
  context: EngineContext,
  { wish, used }: { wish: ProposalWish; used: LibraryModel },
  job: JobContext,
): Promise<Record<string, unknown>> {
  // Read when its turn comes: the recording may have been removed while the job waited.
  const recording = requireRecordingInUse(context.db, wish.recordingId)
  const settings = settingsFor(used.model, wish)
  const result = await context.compute.run(
    {
      kind: 'predict',
      modelDir: used.folder,
      footage: footageAtHand(context.db, recording),
      hopFrames: settings.hopFrames,
      precision: wish.precision,
    },
    {
      signal: job.signal,
      onEvent: (event) => {
        if (event.type === 'progress') job.progress(event.phase, event.done, event.total)
        else if (event.type === 'log') job.log(event.text)
      },
    },
  )
  if (result.kind !== 'predict') throw new Problem('INTERNAL', `Prediction answered with ${result.kind}.`)
  const prediction: Prediction = {
    id: randomUUID(),
    recordingId: recording.id,
    modelId: used.model.id,
    settings: { ...settings, labels: result.labels },
    windows: result.windows,
    createdAt: new Date().toISOString(),
  }
  const found = proposalsFrom(prediction.windows, prediction.settings)
  const fresh = undecided(found, decidedOf(context, prediction))
  if (found.length > fresh.length) job.log(`${found.length - fresh.length} found again that were decided on before.`)
  const segments = keep(context, { prediction, modelName: used.model.name, proposals: fresh })
  return { predictionId: prediction.id, segments: segments.length, knownBefore: found.length - fresh.length }
}

/** What this model proposed for this recording before and a person has decided on. */
function decidedOf(context: EngineContext, { recordingId, modelId }: Prediction) {
  return segmentTable(context.db)
    .listOf(recordingId)
    .filter((row) => row.model_id === modelId && row.state !== 'proposed')
    .map((row) => ({
      first: row.first_frame,
      last: row.last_frame,
      label: labelTable(context.db).find(row.label_id)?.name ?? '',
    }))
}

/** Prediction and proposals become durable together or not at all. */
function keep(
  context: EngineContext,
  kept: { prediction: Prediction; modelName: string; proposals: readonly LabelledProposal[] },
): Segment[] {
  const { prediction, modelName, proposals } = kept
  const { id: predictionId, recordingId, modelId } = prediction
  return context.db
    .transaction(() => {
      predictionTable(context.db).insert(prediction)
      return addProposals(context, { recordingId, modelId, modelName, predictionId, proposals })
    })
    .immediate()
}
