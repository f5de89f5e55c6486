/** Table `prediction`: what a model said of every window of a recording. */
import { z } from 'zod'
import { windowScores } from '../../contract/learning.ts'
import type { WindowScores } from '../../contract/learning.ts'
import { perDatabase, prepareQuery, prepareWrite } from './statements.ts'

const json = z.string().transform((text): unknown => JSON.parse(text))

export const predictionSettings = z.object({
  labels: z.array(z.string()),
  /** The label that stands for nothing, where the model has one. */
  background: z.string().optional(),
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

export const predictionTable = perDatabase((db) => {
  const columns = 'id, recording_id, model_id, settings, windows, created_at'
  const insert = prepareWrite(db, `INSERT INTO prediction (${columns}) VALUES (?, ?, ?, ?, ?, ?)`)
  const byId = prepareQuery(db, predictionRow, `SELECT ${columns} FROM prediction WHERE id = ?`)
  return {
    insert(prediction: Prediction): void {
      const { id, recordingId, modelId, settings, windows, createdAt } = prediction
      insert(id, recordingId, modelId, JSON.stringify(settings), JSON.stringify(windows), createdAt)
    },
    find: (id: string) => byId.get(id),
  }
})
