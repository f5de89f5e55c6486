/** What is drawn on frames. Every function that changes something is one durable edit. */
import { randomUUID } from 'node:crypto'
import type { Drawing } from '../../contract/things.ts'
import type { Shape } from '../../domain/drawings.ts'
import { checkBounds } from '../../domain/segments.ts'
import { drawingTable, toDrawing } from '../library/coding-rows.ts'
import type { DrawingRow } from '../library/coding-rows.ts'
import { frameIndexTable } from '../library/frame-indices.ts'
import { requireDrawing, requireRecording, requireRecordingInUse } from '../library/lookups.ts'
import { commitEdit } from './history.ts'
import type { LibraryContext } from './history.ts'

const words: Record<Shape['kind'], string> = {
  line: 'line',
  arrow: 'arrow',
  angle: 'angle',
  text: 'text',
  freehand: 'drawing',
  calibration: 'calibration line',
}

/** By frame. @throws Problem NOT_FOUND */
export function listDrawings(context: LibraryContext, recordingId: string): Drawing[] {
  requireRecording(context.db, recordingId)
  return drawingTable(context.db).listOf(recordingId).map(toDrawing)
}

/** @throws Problem NOT_FOUND, INVALID_INPUT for a frame that is not there */
export function addDrawing(
  context: LibraryContext,
  { recordingId, frame, shape }: { readonly recordingId: string; readonly frame: number; readonly shape: Shape },
): Drawing {
  const recording = requireRecordingInUse(context.db, recordingId)
  const index = frameIndexTable(context.db)
  checkBounds({ first: frame, last: frame }, index.facts(recordingId)?.frames ?? 0)
  const now = new Date().toISOString()
  const row: DrawingRow = {
    id: randomUUID(),
    recording_id: recordingId,
    frame,
    pts: index.ptsOf(recordingId, frame)!,
    shape: JSON.stringify(shape),
    created_at: now,
    changed_at: now,
    removed_at: null,
  }
  commitEdit(context, {
    sessionId: recording.session_id,
    description: `Draw ${words[shape.kind]} on frame ${frame}`,
    changes: [{ what: 'drawing', before: null, after: row }],
  })
  return toDrawing(row)
}

/** @throws Problem NOT_FOUND */
export function changeDrawing(context: LibraryContext, id: string, shape: Shape): Drawing {
  const before = requireDrawing(context.db, id)
  const after = { ...before, shape: JSON.stringify(shape), changed_at: new Date().toISOString() }
  if (after.shape === before.shape) return toDrawing(before)
  commitEdit(context, {
    sessionId: requireRecordingInUse(context.db, before.recording_id).session_id,
    description: `Change ${words[shape.kind]} on frame ${before.frame}`,
    changes: [{ what: 'drawing', before, after }],
  })
  return toDrawing(after)
}

/** Moves drawings of one recording to the bin. @throws Problem NOT_FOUND */
export function removeDrawings(context: LibraryContext, ids: readonly string[]): void {
  setRemoved(context, ids, new Date().toISOString())
}

/** Takes drawings of one recording out of the bin. @throws Problem NOT_FOUND */
export function restoreDrawings(context: LibraryContext, ids: readonly string[]): void {
  setRemoved(context, ids, null)
}

function setRemoved(context: LibraryContext, ids: readonly string[], removedAt: string | null): void {
  const rows = [...new Set(ids)].map((id) => requireDrawing(context.db, id))
  const changed = rows.filter((row) => (row.removed_at === null) !== (removedAt === null))
  const verb = removedAt === null ? 'Restore' : 'Remove'
  for (const [recordingId, of] of Map.groupBy(changed, ({ recording_id }) => recording_id)) {
    const what = of.length === 1 ? `drawing on frame ${of[0]!.frame}` : `${of.length} drawings`
    commitEdit(context, {
      sessionId: requireRecordingInUse(context.db, recordingId).session_id,
      description: `${verb} ${what}`,
      changes: of.map((before) => ({ what: 'drawing', before, after: { ...before, removed_at: removedAt } })),
    })
  }
}
