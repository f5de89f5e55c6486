/** Ranges that a person looked through. Every function that changes something is one durable edit. */
import { randomUUID } from 'node:crypto'
import type { ReviewedRange } from '../../contract/things.ts'
import type { FrameRange } from '../../domain/frames.ts'
import { joined, without } from '../../domain/reviewed.ts'
import { checkBounds, describeRange } from '../../domain/segments.ts'
import { reviewedTable, toReviewed } from '../library/coding-rows.ts'
import type { ReviewedRow } from '../library/coding-rows.ts'
import type { RowChange } from '../library/edits.ts'
import { frameIndexTable } from '../library/frame-indices.ts'
import { requireRecording, requireRecordingInUse } from '../library/lookups.ts'
import { commitEdit } from './history.ts'
import type { LibraryContext } from './history.ts'

type RangeOfRecording = FrameRange & { readonly recordingId: string }

/** By first frame; no two of them touch. @throws Problem NOT_FOUND */
export function listReviewed(context: LibraryContext, recordingId: string): ReviewedRange[] {
  requireRecording(context.db, recordingId)
  return reviewedTable(context.db).listOf(recordingId).map(toReviewed)
}

/** @returns the recording's ranges afterwards @throws Problem NOT_FOUND, INVALID_INPUT */
export function addReviewed(context: LibraryContext, { recordingId, ...added }: RangeOfRecording): ReviewedRange[] {
  const rows = rowsIn(context, recordingId, added)
  const { range, replaced } = joined(rows.map(asRange), added)
  const [only] = replaced
  // What is said again changes nothing.
  if (replaced.length === 1 && only!.first === range.first && only!.last === range.last) {
    return listReviewed(context, recordingId)
  }
  commitRanges(context, recordingId, `Reviewed ${describeRange(added)}`, {
    gone: replaced.map(({ row }) => row),
    added: [range],
  })
  return listReviewed(context, recordingId)
}

/** @returns the recording's ranges afterwards @throws Problem NOT_FOUND, INVALID_INPUT */
export function removeReviewed(context: LibraryContext, { recordingId, ...taken }: RangeOfRecording): ReviewedRange[] {
  const gone = rowsIn(context, recordingId, taken).filter((row) => {
    return row.first_frame <= taken.last && row.last_frame >= taken.first
  })
  if (gone.length > 0) {
    commitRanges(context, recordingId, `Not reviewed ${describeRange(taken)}`, {
      gone,
      added: gone.flatMap((row) => without(asRange(row), taken)),
    })
  }
  return listReviewed(context, recordingId)
}

function rowsIn(context: LibraryContext, recordingId: string, range: FrameRange): ReviewedRow[] {
  requireRecordingInUse(context.db, recordingId)
  checkBounds(range, frameIndexTable(context.db).facts(recordingId)?.frames ?? 0)
  return reviewedTable(context.db).listOf(recordingId)
}

function asRange(row: ReviewedRow): FrameRange & { readonly row: ReviewedRow } {
  return { first: row.first_frame, last: row.last_frame, row }
}

function commitRanges(
  context: LibraryContext,
  recordingId: string,
  description: string,
  { gone, added }: { readonly gone: readonly ReviewedRow[]; readonly added: readonly FrameRange[] },
): void {
  const now = new Date().toISOString()
  const changes: RowChange[] = [
    ...gone.map((before): RowChange => ({ what: 'reviewed', before, after: { ...before, removed_at: now } })),
    ...added.map(({ first, last }): RowChange => {
      const after = { id: randomUUID(), recording_id: recordingId, first_frame: first, last_frame: last }
      return { what: 'reviewed', before: null, after: { ...after, created_at: now, removed_at: null } }
    }),
  ]
  commitEdit(context, { sessionId: requireRecording(context.db, recordingId).session_id, description, changes })
}
