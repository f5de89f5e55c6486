/** Which clip of a session a report explains, and the three frames that it shows of it. */
import { explainedPart, windowFramesOf } from '../../contract/model-window.ts'
import { toProblem } from '../../domain/problem.ts'
import type { EngineContext, JobContext } from '../context.ts'
import { footageAtHand } from '../datasets/recording-footage.ts'
import { explainClip } from '../explain/explain.ts'
import { explainedFrames, toPng } from '../explain/pictures.ts'
import type { LibraryModel } from '../training/models.ts'
import type { RecordingFacts, SegmentFacts, SessionFacts } from './facts.ts'
import type { WhyFacts } from './learning-sections.ts'
import { clock, counted } from './words.ts'

/** Side of the pictures in a report: enough for three beside each other on A4. */
const longestSide = 440

/** The three frames: early, in the middle, late. */
const moments = [1 / 6, 1 / 2, 5 / 6]

export interface ChosenSegment {
  readonly recording: RecordingFacts
  readonly segment: SegmentFacts
}

/**
 * The segment worth explaining: the model's own, surest first; else a person's with a label that it knows, the longest.
 * Null where there is neither.
 */
export function segmentToExplain(facts: SessionFacts, { model }: LibraryModel): ChosenSegment | null {
  const all = facts.recordings.flatMap((recording) => recording.segments.map((segment) => ({ recording, segment })))
  const known = all.filter(({ segment }) => model.classes.includes(segment.label.name))
  const own = known.filter(({ segment }) => segment.row.model_id === model.id)
  const sure = own.toSorted((a, b) => (b.segment.row.confidence ?? 0) - (a.segment.row.confidence ?? 0))
  const long = known.toSorted((a, b) => lengthOf(b) - lengthOf(a))
  return sure[0] ?? long[0] ?? null
}

/** First frame of the model's clip around the middle of a segment. */
export function clipStart({ row }: SegmentFacts, windowFrames: number): number {
  const middle = (row.first_frame + row.last_frame + 1) / 2
  return Math.max(0, Math.round(middle - windowFrames / 2))
}

/**
 * Explains the chosen clip. What goes wrong with it does not cost the report: it is told in its place, in words.
 * @throws Problem CANCELLED
 */
export async function whyOf(
  context: EngineContext,
  { facts, used }: { facts: SessionFacts; used: LibraryModel },
  job: JobContext,
): Promise<WhyFacts | string> {
  const chosen = segmentToExplain(facts, used)
  if (chosen === null) return `No segment of this session has a label that “${used.model.name}” knows.`
  try {
    return await explained(context, { chosen, used }, job)
  } catch (caught) {
    const problem = toProblem(caught)
    if (problem.code === 'CANCELLED') throw problem
    context.log.warn('The report is made without Grad-CAM.', caught)
    return `There are no Grad-CAM frames, because they could not be computed: ${problem.message}`
  }
}

async function explained(
  context: EngineContext,
  { chosen, used }: { chosen: ChosenSegment; used: LibraryModel },
  job: JobContext,
): Promise<WhyFacts> {
  const { recording, segment } = chosen
  const { model } = used
  const label = segment.label.name
  const wish = {
    recordingId: recording.row.id,
    modelId: model.id,
    first: clipStart(segment, windowFramesOf(model)),
    label,
  }
  const { body: explanation } = await explainClip(context, { wish, used }, job)
  const clip = {
    explanation,
    footage: footageAtHand(context.db, recording.row),
    part: explainedPart(model),
    displayWidth: recording.row.display_width,
    displayHeight: recording.row.display_height,
  }
  const places = moments.map((moment) => Math.floor(moment * explanation.frames.length))
  const frames: WhyFacts['frames'][number][] = []
  for await (const { frameIndex, weight, original, overlay } of explainedFrames(clip, {
    longestSide,
    places,
    signal: job.signal,
  })) {
    frames.push({ frameIndex, weight, original: toPng(original), overlay: toPng(overlay) })
  }
  const { row } = segment
  return {
    modelName: model.name,
    label: explanation.label,
    score: explanation.scores[explanation.labels.indexOf(explanation.label)] ?? 0,
    fileName: recording.row.file_name,
    segment:
      `the segment “${label}” from ${clock(segment.startSecs)} to ${clock(segment.endSecs)} ` +
      `(${counted(row.last_frame - row.first_frame + 1, 'frame')})`,
    frames,
  }
}

function lengthOf({ segment }: ChosenSegment): number {
  return segment.row.last_frame - segment.row.first_frame
}
