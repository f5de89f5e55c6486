/** A model's proposals for a recording, as one edit of its session. */
import { randomUUID } from 'node:crypto'
import { sameLabelName } from '../../domain/labels.ts'
import type { FrameRange } from '../../domain/frames.ts'
import type { Segment } from '../../contract/things.ts'
import type { RowChange } from '../library/edits.ts'
import { labelTable } from '../library/labels.ts'
import type { LabelRow } from '../library/labels.ts'
import { requireLabelSetOf, requireRecordingInUse } from '../library/lookups.ts'
import { segmentTable, toSegment } from '../library/segments.ts'
import type { SegmentRow } from '../library/segments.ts'
import { commitEdit } from './history.ts'
import type { LibraryContext } from './history.ts'
import { newLabelRow } from './labels.ts'
import { athleteOf, boundsOf } from './segments.ts'

export interface Proposal extends FrameRange {
  /** A class of the model; a label of that name is made where there is none. */
  readonly label: string
  readonly confidence: number
}

export interface ProposalBatch {
  readonly recordingId: string
  readonly modelId: string
  readonly modelName: string
  readonly predictionId: string
  readonly proposals: readonly Proposal[]
}

/**
 * Adds proposed segments. Those of an earlier pass of the same model that nobody has decided on go to the bin;
 * what a person accepted, edited or rejected stays. On a point label a proposal becomes its middle frame.
 * @throws Problem NOT_FOUND, INVALID_INPUT where bounds are outside the recording
 */
export function addProposals(context: LibraryContext, batch: ProposalBatch): Segment[] {
  const recording = requireRecordingInUse(context.db, batch.recordingId)
  const athleteId = athleteOf(context, recording.id)
  const now = new Date().toISOString()
  const set = requireLabelSetOf(context.db, recording.id)
  const labels = labelTable(context.db).listOf(set.id)
  const changes: RowChange[] = replacedProposals(context, batch, now)
  const added = batch.proposals.map((proposal): SegmentRow => {
    const label =
      labels.find((known) => sameLabelName(known.name, proposal.label)) ?? addLabel(set.id, labels, changes, proposal)
    return {
      id: randomUUID(),
      recording_id: recording.id,
      athlete_id: athleteId,
      label_id: label.id,
      ...boundsOf(context, recording.id, label.kind === 'point' ? middleOf(proposal) : proposal),
      source: 'model',
      state: 'proposed',
      model_id: batch.modelId,
      prediction_id: batch.predictionId,
      confidence: proposal.confidence,
      comment: '',
      modifiers: '{}',
      rating: null,
      created_at: now,
      changed_at: now,
      removed_at: null,
    }
  })
  changes.push(...added.map((after): RowChange => ({ what: 'segment', before: null, after })))
  if (changes.length > 0) {
    const count = added.length === 1 ? '1 segment' : `${added.length} segments`
    commitEdit(context, {
      sessionId: recording.session_id,
      description: `Propose ${count} with ${batch.modelName}`,
      changes,
    })
  }
  return added.map(toSegment)
}

function replacedProposals(context: LibraryContext, batch: ProposalBatch, now: string): RowChange[] {
  return segmentTable(context.db)
    .listOf(batch.recordingId)
    .filter((row) => row.state === 'proposed' && row.model_id === batch.modelId)
    .map((before) => ({ what: 'segment', before, after: { ...before, removed_at: now } }))
}

function addLabel(setId: string, labels: LabelRow[], changes: RowChange[], proposal: Proposal): LabelRow {
  const label = newLabelRow(setId, labels, { name: proposal.label })
  labels.push(label)
  changes.push({ what: 'label', before: null, after: label })
  return label
}

function middleOf(range: FrameRange): FrameRange {
  const middle = Math.floor((range.first + range.last) / 2)
  return { first: middle, last: middle }
}
