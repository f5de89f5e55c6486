/** Table `model`: which folders under `models/` are models. What a model is stands in its model.json. */
import { z } from 'zod'
import { perDatabase, prepareQuery, prepareWrite } from './statements.ts'

const modelRow = z.object({
  id: z.string(),
  name: z.string(),
  /** Relative to the library's folder. */
  folder: z.string(),
  /** Of the weights file. */
  sha256: z.string(),
  created_at: z.string(),
})
export type ModelRow = z.output<typeof modelRow>

export const modelTable = perDatabase((db) => {
  const columns = 'id, name, folder, sha256, created_at'
  const insert = prepareWrite(db, `INSERT INTO model (${columns}) VALUES (?, ?, ?, ?, ?)`)
  const list = prepareQuery(db, modelRow, `SELECT ${columns} FROM model ORDER BY created_at DESC, id`)
  const byId = prepareQuery(db, modelRow, `SELECT ${columns} FROM model WHERE id = ?`)
  return {
    insert(row: ModelRow): void {
      insert(row.id, row.name, row.folder, row.sha256, row.created_at)
    },
    /** Newest first. */
    list: () => list.all(),
    find: (id: string) => byId.get(id),
  }
})
