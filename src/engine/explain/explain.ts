/** Why a model decides as it does on a clip of a recording: Grad-CAM as a job, kept in the library. */
import { randomUUID } from 'node:crypto'
import type { Explanation } from '../../contract/learning.ts'
import { explainedPart } from '../../contract/model-window.ts'
import { Problem } from '../../domain/problem.ts'
import type { EngineContext, JobContext } from '../context.ts'
import { footageAtHand, requireOriginal } from '../datasets/recording-footage.ts'
import { explanationTable } from '../library/explanations.ts'
import type { ExplanationRow } from '../library/explanations.ts'
import { requireRecordingInUse } from '../library/lookups.ts'
import type { LibraryModel } from '../training/models.ts'
import { requireModel } from '../training/models.ts'
import { writeExplanationPictures } from './pictures.ts'

export interface ExplanationWish {
  readonly recordingId: string
  readonly modelId: string
  /** First frame of the clip. */
  readonly first: number
  /** Null: the label with the highest score. */
  readonly label: string | null
}

/**
 * Starts explaining one clip.
 * @throws Problem NOT_FOUND, FILE_NOT_FOUND, MODEL_UNUSABLE; INVALID_INPUT for a label that the model does not know
 */
export async function startExplaining(context: EngineContext, wish: ExplanationWish): Promise<{ jobId: string }> {
  const recording = requireRecordingInUse(context.db, wish.recordingId)
  const used = await requireModel(context, wish.modelId)
  checkLabel(used, wish.label)
  requireOriginal(recording)
  const job = context.jobs.start({
    kind: 'explain',
    title: `Explain ${used.model.name} on ${recording.file_name}`,
    about: wish.recordingId,
    params: { ...wish },
    lane: 'compute',
    run: async (jobContext) => ({ explanationId: (await explainClip(context, { wish, used }, jobContext)).id }),
  })
  return { jobId: job.id }
}

/** @throws Problem NOT_FOUND */
export function getExplanation(context: EngineContext, id: string): Explanation {
  return requireExplanation(context, id).body
}

/**
 * Computes Grad-CAM of one clip inside a job and keeps it.
 * @throws Problem what the compute process throws
 */
export async function explainClip(
  context: EngineContext,
  { wish, used }: { wish: ExplanationWish; used: LibraryModel },
  job: Pick<JobContext, 'signal' | 'progress' | 'log'>,
): Promise<ExplanationRow> {
  const recording = requireRecordingInUse(context.db, wish.recordingId)
  const result = await context.compute.run(
    {
      kind: 'explain',
      modelDir: used.folder,
      footage: footageAtHand(context.db, recording),
      first: wish.first,
      label: wish.label,
    },
    {
      signal: job.signal,
      onEvent: (event) => {
        if (event.type === 'progress') job.progress(event.phase, event.done, event.total)
        else if (event.type === 'log') job.log(event.text)
      },
    },
  )
  if (result.kind !== 'explain') throw new Problem('INTERNAL', `Explanation answered with ${result.kind}.`)
  const row: ExplanationRow = {
    id: randomUUID(),
    recording_id: recording.id,
    model_id: used.model.id,
    first_frame: wish.first,
    label: result.explanation.label,
    body: result.explanation,
    created_at: new Date().toISOString(),
  }
  explanationTable(context.db).insert(row)
  return row
}

/**
 * Writes a kept explanation as PNGs into a folder: see writeExplanationPictures.
 * @throws Problem NOT_FOUND, FILE_NOT_FOUND, and as writeExplanationPictures
 */
export async function writeExplanation(context: EngineContext, id: string, folder: string): Promise<string[]> {
  const row = requireExplanation(context, id)
  const recording = requireRecordingInUse(context.db, row.recording_id)
  const { model } = await requireModel(context, row.model_id)
  return writeExplanationPictures(
    {
      explanation: row.body,
      footage: footageAtHand(context.db, recording),
      part: explainedPart(model),
      displayWidth: recording.display_width,
      displayHeight: recording.display_height,
    },
    folder,
  )
}

/** @throws Problem INVALID_INPUT naming the labels that the model knows */
export function checkLabel({ model }: Pick<LibraryModel, 'model'>, label: string | null): void {
  if (label === null || model.classes.includes(label)) return
  throw new Problem('INVALID_INPUT', `“${model.name}” never learned “${label}”. It knows: ${model.classes.join(', ')}.`)
}

function requireExplanation(context: EngineContext, id: string): ExplanationRow {
  const row = explanationTable(context.db).find(id)
  if (row !== undefined) return row
  throw new Problem('NOT_FOUND', 'This library has no such explanation.', { details: { explanationId: id } })
}
