/** Tables `data_set`, and what the library's labels offer to a data set. */
import { z } from 'zod'
import { clip } from '../../contract/learning.ts'
import { perDatabase, prepareQuery, prepareWrite } from './statements.ts'

/** What is kept of a frozen set: frame tables are the recordings' own. */
const frozenClips = z.object({
  labels: z.array(z.string()),
  background: z.string().optional(),
  clips: z.array(clip),
})

const dataSetRow = z.object({
  id: z.string(),
  hash: z.string(),
  protocol: z.string(),
  clips: z.string().transform((text) => frozenClips.parse(JSON.parse(text))),
  created_at: z.string(),
})
export type DataSetRow = z.output<typeof dataSetRow>

const labelledSegment = z.object({
  id: z.string(),
  first_frame: z.number(),
  last_frame: z.number(),
  label_id: z.string(),
  label: z.string(),
  label_kind: z.enum(['state', 'point']),
  athlete: z.string(),
  session_id: z.string(),
  session: z.string(),
  session_athlete: z.string(),
  recording_id: z.string(),
  file_name: z.string(),
  path: z.string(),
  sha256: z.string(),
})
/** A segment that a person stands behind, with everything that could group it. */
export type LabelledSegment = z.output<typeof labelledSegment>

const reviewedFootage = labelledSegment
  .pick({ session: true, session_athlete: true, recording_id: true, file_name: true, path: true, sha256: true })
  .extend({ first_frame: z.number(), last_frame: z.number() })
/** A range that a person looked through, with everything that could group it. */
export type ReviewedFootage = z.output<typeof reviewedFootage>

const busyRange = z.object({ recording_id: z.string(), first_frame: z.number(), last_frame: z.number() })
/** Frames of a recording in which a person or a model saw something. */
export type BusyRange = z.output<typeof busyRange>

export const dataSetTable = perDatabase((db) => {
  const insert = prepareWrite(db, 'INSERT INTO data_set (id, hash, protocol, clips, created_at) VALUES (?, ?, ?, ?, ?)')
  const byId = prepareQuery(db, dataSetRow, 'SELECT id, hash, protocol, clips, created_at FROM data_set WHERE id = ?')
  const labelled = prepareQuery(
    db,
    labelledSegment,
    `SELECT segment.id, segment.first_frame, segment.last_frame, label.id AS label_id, label.name AS label,
       label.kind AS label_kind, athlete.name AS athlete, session.id AS session_id, session.name AS session,
       owner.name AS session_athlete, recording.id AS recording_id, recording.file_name, recording.path, recording.sha256
     FROM segment
     JOIN label ON label.id = segment.label_id
     JOIN athlete ON athlete.id = segment.athlete_id
     JOIN recording ON recording.id = segment.recording_id
     JOIN session ON session.id = recording.session_id
     JOIN athlete AS owner ON owner.id = session.athlete_id
     WHERE segment.removed_at IS NULL AND segment.state IN ('accepted', 'edited')
       AND recording.removed_at IS NULL AND label.removed_at IS NULL
     ORDER BY recording.id, segment.first_frame, segment.id`,
  )
  const reviewed = prepareQuery(
    db,
    reviewedFootage,
    `SELECT session.name AS session, owner.name AS session_athlete, recording.id AS recording_id, recording.file_name,
       recording.path, recording.sha256, reviewed_range.first_frame, reviewed_range.last_frame
     FROM reviewed_range
     JOIN recording ON recording.id = reviewed_range.recording_id
     JOIN session ON session.id = recording.session_id
     JOIN athlete AS owner ON owner.id = session.athlete_id
     WHERE reviewed_range.removed_at IS NULL AND recording.removed_at IS NULL
     ORDER BY recording.id, reviewed_range.first_frame`,
  )
  const busy = prepareQuery(
    db,
    busyRange,
    `SELECT recording_id, first_frame, last_frame FROM segment
     WHERE removed_at IS NULL AND state <> 'rejected'
       AND recording_id IN (SELECT recording_id FROM reviewed_range WHERE removed_at IS NULL)`,
  )
  return {
    insert(row: DataSetRow): void {
      insert(row.id, row.hash, row.protocol, JSON.stringify(row.clips), row.created_at)
    },
    find: (id: string) => byId.get(id),
    /** Segments that a person made, accepted or edited, out of the bin, of recordings and labels out of the bin. */
    labelled: () => labelled.all(),
    /** Ranges that a person looked through, of recordings out of the bin. */
    reviewed: () => reviewed.all(),
    /** Of recordings with reviewed ranges: all segments out of the bin but those that a person rejected. */
    busy: () => busy.all(),
  }
})
