/** Rows of segment. */
import { z } from 'zod'
import { modifierValues, segmentState } from '../../contract/things.ts'
import type { Segment } from '../../contract/things.ts'
import { perDatabase, prepareQuery, prepareUpsert, prepareWrite } from './statements.ts'

export const segmentRow = z.object({
  id: z.string(),
  recording_id: z.string(),
  athlete_id: z.string(),
  label_id: z.string(),
  first_frame: z.number().int(),
  last_frame: z.number().int(),
  first_pts: z.number().int(),
  last_pts: z.number().int(),
  source: z.enum(['human', 'model']),
  state: segmentState,
  model_id: z.string().nullable(),
  prediction_id: z.string().nullable(),
  confidence: z.number().nullable(),
  comment: z.string(),
  // What steps of the history lack that are older than schema 4.
  modifiers: z.string().default('{}'),
  rating: z.number().int().nullable().default(null),
  created_at: z.string(),
  changed_at: z.string(),
  removed_at: z.string().nullable(),
})
export type SegmentRow = z.infer<typeof segmentRow>

export const segmentTable = perDatabase((db) => {
  const byId = prepareQuery(db, segmentRow, 'SELECT * FROM segment WHERE id = ?')
  const ofRecording = prepareQuery(
    db,
    segmentRow,
    'SELECT * FROM segment WHERE recording_id = ? AND removed_at IS NULL ORDER BY first_frame, last_frame, created_at',
  )
  const sharing = prepareQuery(
    db,
    segmentRow,
    `SELECT * FROM segment WHERE recording_id = ? AND removed_at IS NULL AND state IN ('accepted', 'edited')
     AND first_frame <= ? AND last_frame >= ? ORDER BY first_frame`,
  )
  const ofLabel = prepareQuery(db, segmentRow, 'SELECT * FROM segment WHERE label_id = ? AND removed_at IS NULL')
  const removedOfSession = prepareQuery(
    db,
    segmentRow,
    `SELECT segment.* FROM segment JOIN recording ON recording.id = segment.recording_id
     WHERE recording.session_id = ? AND segment.removed_at IS NOT NULL ORDER BY segment.removed_at DESC`,
  )
  const removedOfLabel = prepareQuery(
    db,
    segmentRow,
    'SELECT * FROM segment WHERE label_id = ? AND removed_at IS NOT NULL',
  )
  const allRemoved = prepareQuery(db, segmentRow, 'SELECT * FROM segment WHERE removed_at IS NOT NULL')
  const remove = prepareWrite(db, 'DELETE FROM segment WHERE id = ?')
  return {
    put: prepareUpsert(db, 'segment', segmentRow),
    delete: (id: string) => remove(id),
    find: (id: string) => byId.get(id),
    /** Segments of a recording that are not in the bin, by first frame. */
    listOf: (recordingId: string) => ofRecording.all(recordingId),
    /** What people said of these frames: segments of a recording that share one with the range, proposals not among them. */
    listSharing: (recordingId: string, first: number, last: number) => sharing.all(recordingId, last, first),
    listOfLabel: (labelId: string) => ofLabel.all(labelId),
    listRemovedOfLabel: (labelId: string) => removedOfLabel.all(labelId),
    /** Of the whole library. */
    listAllRemoved: () => allRemoved.all(),
    /** The bin of a session, newest first. */
    listRemoved: (sessionId: string) => removedOfSession.all(sessionId),
  }
})

/** Most segments have none, and a recording may have a hundred thousand segments. */
const none = {}

export function valuesOf({ modifiers }: Pick<SegmentRow, 'modifiers'>): Segment['modifiers'] {
  return modifiers === '{}' ? none : modifierValues.parse(JSON.parse(modifiers))
}

export function toSegment(row: SegmentRow): Segment {
  return {
    id: row.id,
    recordingId: row.recording_id,
    athleteId: row.athlete_id,
    labelId: row.label_id,
    first: row.first_frame,
    last: row.last_frame,
    firstPts: row.first_pts,
    lastPts: row.last_pts,
    source: row.source,
    state: row.state,
    modelId: row.model_id,
    predictionId: row.prediction_id,
    confidence: row.confidence,
    comment: row.comment,
    modifiers: valuesOf(row),
    rating: row.rating,
    createdAt: row.created_at,
    changedAt: row.changed_at,
    removedAt: row.removed_at,
  }
}
