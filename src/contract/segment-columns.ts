/**
 * Segments field by field: what a window that shows a hundred thousand of them reads. As objects, each checked and written by
 * itself, they take many times as long: docs/performance.md.
 */
import { z } from 'zod'
import { id, segment, type Segment } from './things.ts'

/** Segments that share the named fields. Their other fields are columns, a text each, all in one order. */
export const segmentBatch = z.object({
  athleteId: id,
  labelId: id,
  source: segment.shape.source,
  state: segment.shape.state,
  modelId: segment.shape.modelId,
  predictionId: segment.shape.predictionId,
  segments: z.number().int().positive(),
  /** Apart by spaces, as the times are. */
  ids: z.string(),
  createdAt: z.string(),
  changedAt: z.string(),
  /** JSON arrays of numbers, of the last two with nulls. */
  first: z.string(),
  last: z.string(),
  firstPts: z.string(),
  lastPts: z.string(),
  confidence: z.string(),
  rating: z.string(),
  /** JSON objects by id, of those that have one. */
  comments: z.string(),
  modifiers: z.string(),
})
export type SegmentBatch = z.infer<typeof segmentBatch>

/**
 * The segments of a recording as `segments.list` answers them: by first frame, then last, then the time they were made.
 * @throws Error where a column is not as long as the others
 */
export function segmentsIn(recordingId: string, batches: readonly SegmentBatch[]): Segment[] {
  return batches
    .flatMap((batch) => unpacked(recordingId, batch))
    .sort((a, b) => a.first - b.first || a.last - b.last || compare(a.createdAt, b.createdAt))
}

/** Most segments say nothing, and objects that are made once need no room. */
const nothing = {}

function unpacked(recordingId: string, batch: SegmentBatch): Segment[] {
  const { athleteId, labelId, source, state, modelId, predictionId, segments } = batch
  const ids = words(batch.ids, segments)
  const [createdAt, changedAt] = [words(batch.createdAt, segments), words(batch.changedAt, segments)]
  const [first, last] = [numbers<number>(batch.first, segments), numbers<number>(batch.last, segments)]
  const [firstPts, lastPts] = [numbers<number>(batch.firstPts, segments), numbers<number>(batch.lastPts, segments)]
  const confidence = numbers<number | null>(batch.confidence, segments)
  const rating = numbers<number | null>(batch.rating, segments)
  const comments = said<string>(batch.comments)
  const modifiers = said<Segment['modifiers']>(batch.modifiers)
  return ids.map((id, i) => ({
    id,
    recordingId,
    athleteId,
    labelId,
    first: first[i]!,
    last: last[i]!,
    firstPts: firstPts[i]!,
    lastPts: lastPts[i]!,
    source,
    state,
    modelId,
    predictionId,
    confidence: confidence[i]!,
    comment: comments[id] ?? '',
    modifiers: modifiers[id] ?? nothing,
    rating: rating[i]!,
    createdAt: createdAt[i]!,
    changedAt: changedAt[i]!,
    removedAt: null,
  }))
}

function words(text: string, count: number): string[] {
  return whole(text.split(' '), count)
}

/** The engine wrote the text from columns of that type: of a hundred thousand numbers only the count is checked again. */
function numbers<Value>(text: string, count: number): Value[] {
  return whole(JSON.parse(text) as Value[], count)
}

function said<Value>(text: string): Record<string, Value> {
  return JSON.parse(text) as Record<string, Value>
}

function whole<Value>(column: Value[], count: number): Value[] {
  if (column.length === count) return column
  throw new Error(`a column of ${count} segments has ${column.length} values`)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
