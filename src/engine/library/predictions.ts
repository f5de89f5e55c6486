/** Table `prediction`: what a model said of every window of a recording, and which segments came of it. */
import { z } from 'zod'
import { windowScores } from '../../contract/learning.ts'
import type { WindowScores } from '../../contract/learning.ts'
import { segmentState } from '../../contract/things.ts'
import { perDatabase, prepareQuery, prepareWrite } from './statements.ts'

const json = z.string().transform((text): unknown => JSON.parse(text))

export const predictionSettings = z.object({
  labels: z.array(z.string()),
  windowFrames: z.number(),
  hopFrames: z.number(),
  minConfidence: z.number(),
  minLengthFrames: z.number(),
  maxGapFrames: z.number(),
})
export type PredictionSettings = z.output<typeof predictionSettings>

const predictionRow = z.object({
  id: z.string(),
  recording_id: z.string(),
  model_id: z.string(),
  settings: json.pipe(predictionSettings),
  windows: json.pipe(z.array(windowScores)),
  created_at: z.string(),
})

export interface Prediction {
  readonly id: string
  readonly recordingId: string
  readonly modelId: string
  readonly settings: PredictionSettings
  readonly windows: readonly WindowScores[]
  readonly createdAt: string
}

const decidedRow = z.object({
  label_id: z.string(),
  state: segmentState,
  first_frame: z.number(),
  last_frame: z.number(),
})

export const predictionTable = perDatabase((db) => {
  const columns = 'id, recording_id, model_id, settings, windows, created_at'
  const insert = prepareWrite(db, `INSERT INTO prediction (${columns}) VALUES (?, ?, ?, ?, ?, ?)`)
  const byId = prepareQuery(db, predictionRow, `SELECT ${columns} FROM prediction WHERE id = ?`)
  const ofModel = `FROM segment WHERE recording_id = ? AND model_id = ? AND source = 'model'`
  const dropUndecided = prepareWrite(db, `DELETE ${ofModel} AND state = 'proposed' AND removed_at IS NULL`)
  const decided = prepareQuery(
    db,
    decidedRow,
    `SELECT label_id, state, first_frame, last_frame ${ofModel} AND (state <> 'proposed' OR removed_at IS NOT NULL)`,
  )
  return {
    insert(prediction: Prediction): void {
      const { id, recordingId, modelId, settings, windows, createdAt } = prediction
      insert(id, recordingId, modelId, JSON.stringify(settings), JSON.stringify(windows), createdAt)
    },
    find: (id: string) => byId.get(id),
    /** Removes a model's proposals that no person has decided on; answers how many. */
    dropUndecided: (recordingId: string, modelId: string) => dropUndecided(recordingId, modelId),
    /** Ranges of a model's earlier proposals that a person accepted, edited, rejected or put into the bin. */
    decided: (recordingId: string, modelId: string) => decided.all(recordingId, modelId),
  }
})
