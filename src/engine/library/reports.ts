/** Table `report`: the files under `exports/` that are reports of a session. */
import { z } from 'zod'
import { perDatabase, prepareQuery, prepareWrite } from './statements.ts'

const reportRow = z.object({
  id: z.string(),
  session_id: z.string(),
  title: z.string(),
  /** Relative to the library's folder. */
  file: z.string(),
  size_bytes: z.number(),
  created_at: z.string(),
})
export type ReportRow = z.output<typeof reportRow>

export const reportTable = perDatabase((db) => {
  const columns = 'id, session_id, title, file, size_bytes, created_at'
  const insert = prepareWrite(db, `INSERT INTO report (${columns}) VALUES (?, ?, ?, ?, ?, ?)`)
  const newestFirst = 'ORDER BY created_at DESC, id'
  const all = prepareQuery(db, reportRow, `SELECT ${columns} FROM report ${newestFirst}`)
  const bySession = prepareQuery(db, reportRow, `SELECT ${columns} FROM report WHERE session_id = ? ${newestFirst}`)
  const byId = prepareQuery(db, reportRow, `SELECT ${columns} FROM report WHERE id = ?`)
  return {
    insert(row: ReportRow): void {
      insert(row.id, row.session_id, row.title, row.file, row.size_bytes, row.created_at)
    },
    /** Newest first; of every session where none is named. */
    list: (sessionId: string | null) => (sessionId === null ? all.all() : bySession.all(sessionId)),
    find: (id: string) => byId.get(id),
  }
})
