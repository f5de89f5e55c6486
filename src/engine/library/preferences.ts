/** Rows of preference: what a person set for this library. */
import { z } from 'zod'
import { perDatabase, prepareQuery, prepareWrite } from './statements.ts'

const preferenceRow = z.object({
  key: z.string(),
  value: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.json()),
})

export const preferenceTable = perDatabase((db) => {
  const all = prepareQuery(db, preferenceRow, 'SELECT key, value FROM preference ORDER BY key')
  const write = prepareWrite(db, 'INSERT OR REPLACE INTO preference (key, value) VALUES (?, ?)')
  const remove = prepareWrite(db, 'DELETE FROM preference WHERE key = ?')
  return {
    all: () => all.all(),
    put: (key: string, value: z.core.util.JSONType) => write(key, JSON.stringify(value)),
    delete: (key: string) => remove(key),
  }
})
