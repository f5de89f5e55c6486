/** Rows of athlete and session. */
import { z } from 'zod'
import type { Athlete, Session } from '../../contract/things.ts'
import { firstLabelSet } from './label-sets.ts'
import { perDatabase, prepareQuery, prepareUpsert } from './statements.ts'

export const athleteRow = z.object({ id: z.string(), name: z.string(), created_at: z.string() })
export type AthleteRow = z.infer<typeof athleteRow>

export const sessionRow = z.object({
  id: z.string(),
  athlete_id: z.string(),
  name: z.string(),
  date: z.string().nullable(),
  place: z.string(),
  notes: z.string(),
  /** Null: the library's first set. Steps of the history that are older lack it. */
  label_set_id: z.string().nullable().default(null),
  created_at: z.string(),
})
export type SessionRow = z.infer<typeof sessionRow>

export const athleteTable = perDatabase((db) => {
  const byId = prepareQuery(db, athleteRow, 'SELECT * FROM athlete WHERE id = ?')
  const byName = prepareQuery(db, athleteRow, 'SELECT * FROM athlete WHERE name = ?')
  const all = prepareQuery(db, athleteRow, 'SELECT * FROM athlete ORDER BY name COLLATE NOCASE')
  return {
    put: prepareUpsert(db, 'athlete', athleteRow),
    find: (id: string) => byId.get(id),
    findByName: (name: string) => byName.get(name),
    list: () => all.all(),
  }
})

export const sessionTable = perDatabase((db) => {
  const byId = prepareQuery(db, sessionRow, 'SELECT * FROM session WHERE id = ?')
  const byName = prepareQuery(db, sessionRow, 'SELECT * FROM session WHERE athlete_id = ? AND name = ?')
  const all = prepareQuery(db, sessionRow, 'SELECT * FROM session ORDER BY date, created_at')
  return {
    put: prepareUpsert(db, 'session', sessionRow),
    find: (id: string) => byId.get(id),
    findByName: (athleteId: string, name: string) => byName.get(athleteId, name),
    list: () => all.all(),
  }
})

export function toAthlete(row: AthleteRow): Athlete {
  return { id: row.id, name: row.name, createdAt: row.created_at }
}

export function toSession(row: SessionRow): Session {
  return {
    id: row.id,
    athleteId: row.athlete_id,
    name: row.name,
    date: row.date,
    place: row.place,
    notes: row.notes,
    labelSetId: row.label_set_id ?? firstLabelSet,
    createdAt: row.created_at,
  }
}
