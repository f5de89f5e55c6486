/** Rows of what is coded beside segments: reviewed ranges, drawings, recordings in the time of their session. */
import { z } from 'zod'
import { shape, syncMethod, synchronisation } from '../../contract/things.ts'
import type { Drawing, ReviewedRange, Synchronisation } from '../../contract/things.ts'
import { perDatabase, prepareQuery, prepareUpsert, prepareWrite } from './statements.ts'

export const reviewedRow = z.object({
  id: z.string(),
  recording_id: z.string(),
  first_frame: z.number().int(),
  last_frame: z.number().int(),
  created_at: z.string(),
  removed_at: z.string().nullable(),
})
export type ReviewedRow = z.infer<typeof reviewedRow>

export const drawingRow = z.object({
  id: z.string(),
  recording_id: z.string(),
  frame: z.number().int(),
  pts: z.number().int(),
  /** JSON of a shape. */
  shape: z.string(),
  created_at: z.string(),
  changed_at: z.string(),
  removed_at: z.string().nullable(),
})
export type DrawingRow = z.infer<typeof drawingRow>

/** Its id is the recording's. */
export const syncRow = z.object({
  id: z.string(),
  method: syncMethod,
  /** JSON of its points. */
  points: z.string(),
  confidence: z.number().nullable(),
  changed_at: z.string(),
})
export type SyncRow = z.infer<typeof syncRow>

export const reviewedTable = perDatabase((db) => {
  const byId = prepareQuery(db, reviewedRow, 'SELECT * FROM reviewed_range WHERE id = ?')
  const ofRecording = prepareQuery(
    db,
    reviewedRow,
    'SELECT * FROM reviewed_range WHERE recording_id = ? AND removed_at IS NULL ORDER BY first_frame',
  )
  const remove = prepareWrite(db, 'DELETE FROM reviewed_range WHERE id = ?')
  return {
    put: prepareUpsert(db, 'reviewed_range', reviewedRow),
    delete: (id: string) => remove(id),
    find: (id: string) => byId.get(id),
    listOf: (recordingId: string) => ofRecording.all(recordingId),
  }
})

export const drawingTable = perDatabase((db) => {
  const byId = prepareQuery(db, drawingRow, 'SELECT * FROM drawing WHERE id = ?')
  const ofRecording = prepareQuery(
    db,
    drawingRow,
    'SELECT * FROM drawing WHERE recording_id = ? AND removed_at IS NULL ORDER BY frame, created_at',
  )
  const removed = prepareQuery(db, drawingRow, 'SELECT * FROM drawing WHERE removed_at IS NOT NULL')
  const remove = prepareWrite(db, 'DELETE FROM drawing WHERE id = ?')
  return {
    put: prepareUpsert(db, 'drawing', drawingRow),
    delete: (id: string) => remove(id),
    find: (id: string) => byId.get(id),
    listOf: (recordingId: string) => ofRecording.all(recordingId),
    listRemoved: () => removed.all(),
  }
})

export const syncTable = perDatabase((db) => {
  const byId = prepareQuery(db, syncRow, 'SELECT * FROM synchronisation WHERE id = ?')
  const ofSession = prepareQuery(
    db,
    syncRow,
    `SELECT synchronisation.* FROM synchronisation JOIN recording ON recording.id = synchronisation.id
     WHERE recording.session_id = ? AND recording.removed_at IS NULL`,
  )
  const remove = prepareWrite(db, 'DELETE FROM synchronisation WHERE id = ?')
  return {
    put: prepareUpsert(db, 'synchronisation', syncRow),
    delete: (id: string) => remove(id),
    find: (id: string) => byId.get(id),
    listOfSession: (sessionId: string) => ofSession.all(sessionId),
  }
})

export function toReviewed(row: ReviewedRow): ReviewedRange {
  return { id: row.id, recordingId: row.recording_id, first: row.first_frame, last: row.last_frame }
}

export function toDrawing(row: DrawingRow): Drawing {
  return {
    id: row.id,
    recordingId: row.recording_id,
    frame: row.frame,
    shape: shape.parse(JSON.parse(row.shape)),
    createdAt: row.created_at,
    changedAt: row.changed_at,
    removedAt: row.removed_at,
  }
}

export function toSynchronisation(row: SyncRow): Synchronisation {
  return {
    recordingId: row.id,
    method: row.method,
    points: synchronisation.shape.points.parse(JSON.parse(row.points)),
    confidence: row.confidence,
  }
}
