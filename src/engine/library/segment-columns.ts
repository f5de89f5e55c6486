/** Segments of a recording field by field: SQLite writes the columns, so that no row is ever an object here. */
import { segmentBatch } from '../../contract/segment-columns.ts'
import { perDatabase, prepareQuery } from './statements.ts'

export const segmentColumns = perDatabase((db) => {
  const ofRecording = prepareQuery(
    db,
    segmentBatch,
    `SELECT athlete_id AS athleteId, label_id AS labelId, source, state, model_id AS modelId, prediction_id AS predictionId,
       count(*) AS segments,
       group_concat(id, ' ') AS ids,
       group_concat(created_at, ' ') AS createdAt,
       group_concat(changed_at, ' ') AS changedAt,
       json_group_array(first_frame) AS first,
       json_group_array(last_frame) AS last,
       json_group_array(first_pts) AS firstPts,
       json_group_array(last_pts) AS lastPts,
       json_group_array(confidence) AS confidence,
       json_group_array(rating) AS rating,
       json_group_object(id, comment) FILTER (WHERE comment <> '') AS comments,
       json_group_object(id, json(modifiers)) FILTER (WHERE modifiers <> '{}') AS modifiers
     FROM segment WHERE recording_id = ? AND removed_at IS NULL
     GROUP BY athlete_id, label_id, source, state, model_id, prediction_id`,
  )
  return { listOf: (recordingId: string) => ofRecording.all(recordingId) }
})
