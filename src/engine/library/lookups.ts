/** Things of the library that must be there: each look-up says what was not found. */
import type { Database } from 'better-sqlite3'
import { Problem } from '../../domain/problem.ts'
import { athleteTable, sessionTable } from './athletes.ts'
import type { AthleteRow, SessionRow } from './athletes.ts'
import { labelSetTable } from './label-sets.ts'
import type { LabelSetRow } from './label-sets.ts'
import { labelTable } from './labels.ts'
import type { LabelRow } from './labels.ts'
import { recordingTable } from './recordings.ts'
import type { RecordingRow } from './recordings.ts'
import { drawingTable } from './coding-rows.ts'
import type { DrawingRow } from './coding-rows.ts'
import { segmentTable } from './segments.ts'
import type { SegmentRow } from './segments.ts'

/** @throws Problem NOT_FOUND */
export function requireAthlete(db: Database, id: string): AthleteRow {
  return athleteTable(db).find(id) ?? notFound('athlete', id)
}

/** @throws Problem NOT_FOUND */
export function requireSession(db: Database, id: string): SessionRow {
  return sessionTable(db).find(id) ?? notFound('session', id)
}

/** A recording, also one that was taken out of the library. @throws Problem NOT_FOUND */
export function requireRecording(db: Database, id: string): RecordingRow {
  return recordingTable(db).find(id) ?? notFound('recording', id)
}

/** A recording that is not in the bin. @throws Problem NOT_FOUND */
export function requireRecordingInUse(db: Database, id: string): RecordingRow {
  const row = requireRecording(db, id)
  if (row.removed_at === null) return row
  throw new Problem('NOT_FOUND', `The recording ${row.file_name} is in the bin. Restore it first.`, { details: { id } })
}

/** A label that is not in the bin. @throws Problem NOT_FOUND */
export function requireLabel(db: Database, id: string): LabelRow {
  const row = labelTable(db).find(id) ?? notFound('label', id)
  if (row.removed_at === null) return row
  throw new Problem('NOT_FOUND', `The label “${row.name}” was removed. Choose another, or undo its removal.`, {
    details: { id },
  })
}

/** A label set that is not in the bin. @throws Problem NOT_FOUND */
export function requireLabelSet(db: Database, id: string): LabelSetRow {
  const row = labelSetTable(db).find(id) ?? notFound('label set', id)
  if (row.removed_at === null) return row
  throw new Problem('NOT_FOUND', `The label set “${row.name}” is in the bin. Restore it first.`, { details: { id } })
}

/** The set that the session of a recording codes with. @throws Problem NOT_FOUND */
export function requireLabelSetOf(db: Database, recordingId: string): LabelSetRow {
  return labelSetTable(db).ofRecording(recordingId) ?? notFound('recording', recordingId)
}

/** A segment, also one in the bin. @throws Problem NOT_FOUND */
export function requireSegment(db: Database, id: string): SegmentRow {
  return segmentTable(db).find(id) ?? notFound('segment', id)
}

/** A drawing, also one in the bin. @throws Problem NOT_FOUND */
export function requireDrawing(db: Database, id: string): DrawingRow {
  return drawingTable(db).find(id) ?? notFound('drawing', id)
}

function notFound(what: string, id: string): never {
  throw new Problem(
    'NOT_FOUND',
    `There is no ${what} ${id} in this library. It may have been undone: read the list again.`,
    {
      details: { what, id },
    },
  )
}
