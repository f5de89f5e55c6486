/** Recordings of one session in one time. Every function that changes something is one durable edit. */
import type { Synchronisation } from '../../contract/things.ts'
import type { FrameTable } from '../../domain/frames.ts'
import { syncLine, type SyncLine } from '../../domain/synchronise.ts'
import { syncTable, toSynchronisation } from '../library/coding-rows.ts'
import { frameTableOf } from '../library/frame-indices.ts'
import { requireRecordingInUse, requireSession } from '../library/lookups.ts'
import type { RecordingRow } from '../library/recordings.ts'
import { commitEdit } from './history.ts'
import type { LibraryContext } from './history.ts'

/** Of the recordings of a session that something ties to its time. @throws Problem NOT_FOUND */
export function listSynchronisations(context: LibraryContext, sessionId: string): Synchronisation[] {
  requireSession(context.db, sessionId)
  return syncTable(context.db).listOfSession(sessionId).map(toSynchronisation)
}

/** A recording in the time of its session, as it is tied to it now. @param table of the recording's frames */
export function tiedLine({ db }: LibraryContext, recording: RecordingRow, table: FrameTable): SyncLine {
  const tie = syncTable(db).find(recording.id)
  const points = tie === undefined ? [] : toSynchronisation(tie).points
  return syncLine(points, table, recording.slow_motion)
}

/** @throws Problem NOT_FOUND; INVALID_INPUT for frames that are not there and clocks that can't be */
export function setSynchronisation(
  context: LibraryContext,
  { recordingId, method, points, confidence }: Synchronisation,
): Synchronisation {
  const recording = requireRecordingInUse(context.db, recordingId)
  syncLine(points, frameTableOf(context.db, recordingId), recording.slow_motion)
  const before = syncTable(context.db).find(recordingId) ?? null
  const after = {
    id: recordingId,
    method,
    points: JSON.stringify(points),
    confidence,
    changed_at: new Date().toISOString(),
  }
  commitEdit(context, {
    sessionId: recording.session_id,
    description: `Synchronise ${recording.file_name}`,
    changes: [{ what: 'sync', before, after }],
  })
  return toSynchronisation(after)
}

/** Unties a recording: it starts with its session again. @throws Problem NOT_FOUND */
export function clearSynchronisation(context: LibraryContext, recordingId: string): void {
  const recording = requireRecordingInUse(context.db, recordingId)
  const before = syncTable(context.db).find(recordingId)
  if (before === undefined) return
  commitEdit(context, {
    sessionId: recording.session_id,
    description: `Untie ${recording.file_name} from its session`,
    changes: [{ what: 'sync', before, after: null }],
  })
}
