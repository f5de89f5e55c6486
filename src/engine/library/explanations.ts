/** Table `explanation`: Grad-CAM of one clip of a recording. */
import { z } from 'zod'
import { explanation } from '../../contract/learning.ts'
import type { Explanation } from '../../contract/learning.ts'
import { perDatabase, prepareQuery, prepareWrite } from './statements.ts'

const explanationRow = z.object({
  id: z.string(),
  recording_id: z.string(),
  model_id: z.string(),
  first_frame: z.number(),
  label: z.string(),
  body: z.string().transform((text): Explanation => explanation.parse(JSON.parse(text))),
  created_at: z.string(),
})
export type ExplanationRow = z.output<typeof explanationRow>

export const explanationTable = perDatabase((db) => {
  const columns = 'id, recording_id, model_id, first_frame, label, body, created_at'
  const insert = prepareWrite(db, `INSERT INTO explanation (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?)`)
  const byId = prepareQuery(db, explanationRow, `SELECT ${columns} FROM explanation WHERE id = ?`)
  return {
    insert(row: ExplanationRow): void {
      const { id, recording_id, model_id, first_frame, label, body, created_at } = row
      insert(id, recording_id, model_id, first_frame, label, JSON.stringify(body), created_at)
    },
    find: (id: string) => byId.get(id),
  }
})
