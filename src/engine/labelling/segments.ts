/** Segments as people make, change, remove and restore them. Every function that changes something is one durable edit. */
import { randomUUID } from 'node:crypto'
import {
  checkBounds,
  checkLength,
  describeChange,
  describeRange,
  describeSegments,
  stateAfterChange,
  stateAfterDecision,
} from '../../domain/segments.ts'
import type { Decision, DescribedSegment } from '../../domain/segments.ts'
import { sameRow } from '../../domain/changes.ts'
import { checkModifierValues, keptValues, type ModifierValues } from '../../domain/modifiers.ts'
import type { FrameRange } from '../../domain/frames.ts'
import { Problem } from '../../domain/problem.ts'
import type { SegmentBatch } from '../../contract/segment-columns.ts'
import type { Segment } from '../../contract/things.ts'
import { frameIndexTable } from '../library/frame-indices.ts'
import { labelTable, modifiersOf } from '../library/labels.ts'
import type { RowChange } from '../library/edits.ts'
import {
  requireLabel,
  requireRecording,
  requireRecordingInUse,
  requireSegment,
  requireSession,
} from '../library/lookups.ts'
import { recordingTable } from '../library/recordings.ts'
import { segmentColumns } from '../library/segment-columns.ts'
import { segmentTable, toSegment, valuesOf } from '../library/segments.ts'
import type { SegmentRow } from '../library/segments.ts'
import { commitEdit } from './history.ts'
import type { LibraryContext } from './history.ts'
import { checkOverlaps } from './overlaps.ts'

/** What can be said of a segment beside its label and frames. */
interface Said {
  readonly comment?: string | undefined
  readonly modifiers?: ModifierValues | undefined
  readonly rating?: number | null | undefined
}

export interface NewSegment extends FrameRange, Said {
  readonly recordingId: string
  readonly labelId: string
}

export interface SegmentPatch extends Said {
  readonly id: string
  readonly labelId?: string | undefined
  readonly first?: number | undefined
  readonly last?: number | undefined
}

/** Segments of a recording that are not in the bin, by first frame. @throws Problem NOT_FOUND */
export function listSegments(context: LibraryContext, recordingId: string): Segment[] {
  requireRecording(context.db, recordingId)
  return segmentTable(context.db).listOf(recordingId).map(toSegment)
}

/** The same field by field. @throws Problem NOT_FOUND */
export function listColumns(context: LibraryContext, recordingId: string): SegmentBatch[] {
  requireRecording(context.db, recordingId)
  return segmentColumns(context.db).listOf(recordingId)
}

/** Those of some segments that are not in the bin. */
export function listSome(context: LibraryContext, ids: readonly string[]): Segment[] {
  const rows = ids.map((id) => segmentTable(context.db).find(id))
  return rows.filter((row) => row !== undefined && row.removed_at === null).map((row) => toSegment(row!))
}

/** Adds a person's segment. @throws Problem NOT_FOUND, INVALID_INPUT, LABEL_OVERLAP */
export function addSegment(context: LibraryContext, wanted: NewSegment): Segment {
  const recording = requireRecordingInUse(context.db, wanted.recordingId)
  const label = requireLabel(context.db, wanted.labelId)
  const row = newHumanSegment(context, wanted)
  checkOverlaps(context.db, [row])
  commitEdit(context, {
    sessionId: recording.session_id,
    description: `Add ${label.name} ${describeRange(wanted)}`,
    changes: [{ what: 'segment', before: null, after: row }],
  })
  return toSegment(row)
}

/** The row of a person's new segment, not stored yet. @throws Problem NOT_FOUND, INVALID_INPUT */
export function newHumanSegment(context: LibraryContext, wanted: NewSegment): SegmentRow {
  const label = requireLabel(context.db, wanted.labelId)
  checkLength(wanted, label)
  const now = new Date().toISOString()
  return {
    id: randomUUID(),
    recording_id: wanted.recordingId,
    athlete_id: athleteOf(context, wanted.recordingId),
    label_id: wanted.labelId,
    ...boundsOf(context, wanted.recordingId, wanted),
    source: 'human',
    state: 'accepted',
    model_id: null,
    prediction_id: null,
    confidence: null,
    comment: wanted.comment ?? '',
    modifiers: JSON.stringify(checkModifierValues(wanted.modifiers ?? {}, modifiersOf(label))),
    rating: wanted.rating ?? null,
    created_at: now,
    changed_at: now,
    removed_at: null,
  }
}

/** Changes one segment: see `changeSegments`. */
export function changeSegment(context: LibraryContext, patch: SegmentPatch): Segment {
  return changeSegments(context, [patch])[0]!
}

/**
 * Changes segments of one session, as one step of its history. A model's segment whose bounds or label a person changes is
 * 'edited'. On another label the values that its modifiers don't take are left out.
 * @throws Problem NOT_FOUND, INVALID_INPUT, LABEL_OVERLAP; then none is changed
 */
export function changeSegments(context: LibraryContext, patches: readonly SegmentPatch[]): Segment[] {
  const now = new Date().toISOString()
  const changes = patches.map((patch) => {
    const before = requireInUse(requireSegment(context.db, patch.id))
    return { before, after: patched(context, before, patch, now) }
  })
  const real = changes.filter(({ before, after }) => before !== after)
  const [only] = real
  if (only) {
    checkOverlaps(
      context.db,
      real.map(({ after }) => after),
    )
    const words = describeChange(inWords(context, only.before), inWords(context, only.after))
    commitEdit(context, {
      sessionId: oneSession(
        context,
        real.map(({ before }) => before),
      ),
      description: real.length === 1 ? words : `Change ${real.length} segments`,
      changes: real.map(({ before, after }): RowChange => ({ what: 'segment', before, after })),
    })
  }
  return changes.map(({ after }) => toSegment(after))
}

/** The row as the patch has it; the same object where that is no change. */
function patched(context: LibraryContext, before: SegmentRow, patch: SegmentPatch, now: string): SegmentRow {
  const recording = requireRecordingInUse(context.db, before.recording_id)
  const range = { first: patch.first ?? before.first_frame, last: patch.last ?? before.last_frame }
  const moved = range.first !== before.first_frame || range.last !== before.last_frame
  const relabelled = patch.labelId !== undefined && patch.labelId !== before.label_id
  const modifiers = modifiersAfter(context, before, patch)
  const after: SegmentRow = {
    ...before,
    label_id: patch.labelId ?? before.label_id,
    comment: patch.comment ?? before.comment,
    modifiers,
    rating: patch.rating === undefined ? before.rating : patch.rating,
  }
  if (!moved && sameRow(before, after)) return before
  if (moved || relabelled) checkLength(range, requireLabel(context.db, after.label_id))
  return {
    ...after,
    ...boundsOf(context, recording.id, range),
    state: moved || relabelled ? stateAfterChange(before.source) : before.state,
    changed_at: now,
  }
}

function modifiersAfter(context: LibraryContext, before: SegmentRow, { labelId, modifiers }: SegmentPatch): string {
  if (modifiers === undefined && (labelId === undefined || labelId === before.label_id)) return before.modifiers
  const known = modifiersOf(requireLabel(context.db, labelId ?? before.label_id))
  const values = modifiers ? checkModifierValues(modifiers, known) : keptValues(valuesOf(before), known)
  return JSON.stringify(values)
}

/** Moves segments to the bin of their session. Those that are there already are left as they are. */
export function removeSegments(context: LibraryContext, ids: readonly string[]): void {
  const now = new Date().toISOString()
  const rows = distinct(context, ids).filter((row) => row.removed_at === null)
  commitRows(context, 'Remove', rows, (row) => ({ ...row, removed_at: now }))
}

/** Takes segments out of the bin. @throws Problem NOT_FOUND where their label or recording was removed, LABEL_OVERLAP */
export function restoreSegments(context: LibraryContext, ids: readonly string[]): Segment[] {
  const rows = distinct(context, ids)
  for (const row of rows) {
    requireLabel(context.db, row.label_id)
    requireRecordingInUse(context.db, row.recording_id)
  }
  const binned = rows.filter((row) => row.removed_at !== null)
  checkOverlaps(
    context.db,
    binned.map((row) => ({ ...row, removed_at: null })),
  )
  commitRows(context, 'Restore', binned, (row) => ({ ...row, removed_at: null }))
  return rows.map((row) => toSegment(requireSegment(context.db, row.id)))
}

/** A person's verdict on a model's segments. @throws Problem INVALID_INPUT where one is a person's own, LABEL_OVERLAP */
export function decideSegments(context: LibraryContext, ids: readonly string[], decision: Decision): Segment[] {
  const now = new Date().toISOString()
  const rows = distinct(context, ids).map(requireInUse)
  const changed = rows.filter((row) => stateAfterDecision(row, decision) !== row.state)
  checkOverlaps(
    context.db,
    changed.map((row) => ({ ...row, state: stateAfterDecision(row, decision) })),
  )
  const verb = { accepted: 'Accept', rejected: 'Reject', proposed: 'Reopen' }[decision]
  commitRows(context, verb, changed, (row) => ({
    ...row,
    state: stateAfterDecision(row, decision),
    changed_at: now,
  }))
  return rows.map((row) => toSegment(requireSegment(context.db, row.id)))
}

/** The bin of a session, newest first. @throws Problem NOT_FOUND */
export function listBin(context: LibraryContext, sessionId: string): Segment[] {
  requireSession(context.db, sessionId)
  return segmentTable(context.db).listRemoved(sessionId).map(toSegment)
}

/** The bounds of a segment with their timestamps. @throws Problem INVALID_INPUT where they are outside the recording */
export function boundsOf(
  context: LibraryContext,
  recordingId: string,
  range: FrameRange,
): Pick<SegmentRow, 'first_frame' | 'last_frame' | 'first_pts' | 'last_pts'> {
  const index = frameIndexTable(context.db)
  checkBounds(range, index.facts(recordingId)?.frames ?? 0)
  const firstPts = index.ptsOf(recordingId, range.first)
  const lastPts = index.ptsOf(recordingId, range.last)
  if (firstPts === undefined || lastPts === undefined) throw new Error(`frame index of ${recordingId} is too short`)
  return { first_frame: range.first, last_frame: range.last, first_pts: firstPts, last_pts: lastPts }
}

/** The athlete whose session a recording belongs to. */
export function athleteOf(context: LibraryContext, recordingId: string): string {
  const athleteId = recordingTable(context.db).athleteIdOf(recordingId)
  if (athleteId === undefined) throw new Error(`recording ${recordingId} has no athlete`)
  return athleteId
}

function commitRows(
  context: LibraryContext,
  verb: string,
  rows: readonly SegmentRow[],
  change: (row: SegmentRow) => SegmentRow,
): void {
  if (rows.length === 0) return
  const changes: RowChange[] = rows.map((row) => ({ what: 'segment', before: row, after: change(row) }))
  commitEdit(context, {
    sessionId: oneSession(context, rows),
    description: `${verb} ${describeSegments(rows.map((row) => inWords(context, row)))}`,
    changes,
  })
}

function distinct(context: LibraryContext, ids: readonly string[]): SegmentRow[] {
  return [...new Set(ids)].map((id) => requireSegment(context.db, id))
}

function oneSession(context: LibraryContext, rows: readonly SegmentRow[]): string {
  const sessions = new Set(rows.map((row) => requireRecording(context.db, row.recording_id).session_id))
  const [sessionId, other] = sessions
  if (sessionId === undefined || other !== undefined) {
    throw new Problem(
      'INVALID_INPUT',
      'These segments belong to several sessions. Change those of one session at a time.',
    )
  }
  return sessionId
}

function requireInUse(row: SegmentRow): SegmentRow {
  if (row.removed_at === null) return row
  throw new Problem('NOT_FOUND', 'This segment is in the bin. Restore it first.', { details: { id: row.id } })
}

function inWords(context: LibraryContext, row: SegmentRow): DescribedSegment {
  const label = labelTable(context.db).find(row.label_id)?.name ?? 'segment'
  const { first_frame: first, last_frame: last, comment, modifiers, rating } = row
  return { label, first, last, comment, modifiers, rating }
}
