/** Rows of edit: the undo history. A scope is a session together with the edits of the label set (session NULL). */
import { z } from 'zod'
import type { EditEntry } from '../../contract/things.ts'
import { athleteRow, sessionRow } from './athletes.ts'
import { drawingRow, reviewedRow, syncRow } from './coding-rows.ts'
import { labelSetRow } from './label-sets.ts'
import { labelRow } from './labels.ts'
import { recordingUse } from './recordings.ts'
import { segmentRow } from './segments.ts'
import { perDatabase, prepareQuery, prepareWrite } from './statements.ts'

/** One changed row: null before, it was made; null after, it is gone. */
export const rowChange = z.discriminatedUnion('what', [
  z.object({ what: z.literal('segment'), before: segmentRow.nullable(), after: segmentRow.nullable() }),
  z.object({ what: z.literal('label'), before: labelRow.nullable(), after: labelRow.nullable() }),
  z.object({ what: z.literal('labelSet'), before: labelSetRow.nullable(), after: labelSetRow.nullable() }),
  z.object({ what: z.literal('reviewed'), before: reviewedRow.nullable(), after: reviewedRow.nullable() }),
  z.object({ what: z.literal('drawing'), before: drawingRow.nullable(), after: drawingRow.nullable() }),
  z.object({ what: z.literal('sync'), before: syncRow.nullable(), after: syncRow.nullable() }),
  z.object({ what: z.literal('recording'), before: recordingUse, after: recordingUse }),
  z.object({ what: z.literal('session'), before: sessionRow, after: sessionRow }),
  z.object({ what: z.literal('athlete'), before: athleteRow, after: athleteRow }),
])
export type RowChange = z.infer<typeof rowChange>

const changesText = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.array(rowChange))

const editRow = z.object({
  id: z.number().int(),
  at: z.string(),
  description: z.string(),
  changes: changesText,
  state: z.enum(['done', 'undone']),
})
export type EditRow = z.infer<typeof editRow>

const entryRow = editRow.omit({ changes: true })

/** How many steps a history shows. */
const listedEdits = 500

export const editTable = perDatabase((db) => {
  const insert = db.prepare<[string | null, string, string, string]>(
    `INSERT INTO edit (session_id, at, description, changes, state) VALUES (?, ?, ?, ?, 'done')`,
  )
  const byId = prepareQuery(db, entryRow, 'SELECT id, at, description, state FROM edit WHERE id = ?')
  const newestDone = prepareQuery(
    db,
    editRow,
    `SELECT id, at, description, changes, state FROM edit
     WHERE (session_id = ? OR session_id IS NULL) AND state = 'done' ORDER BY id DESC LIMIT 1`,
  )
  const oldestUndone = prepareQuery(
    db,
    editRow,
    `SELECT id, at, description, changes, state FROM edit
     WHERE (session_id = ? OR session_id IS NULL) AND state = 'undone' ORDER BY id LIMIT 1`,
  )
  // Of what belongs to no session: label sets, and athletes.
  const ofSets = `session_id IS NULL AND EXISTS (
    SELECT 1 FROM json_each(edit.changes) AS change WHERE change.value ->> 'what' IN ('label', 'labelSet'))`
  const newestDoneOfSets = prepareQuery(
    db,
    editRow,
    `SELECT id, at, description, changes, state FROM edit WHERE ${ofSets} AND state = 'done' ORDER BY id DESC LIMIT 1`,
  )
  const oldestUndoneOfSets = prepareQuery(
    db,
    editRow,
    `SELECT id, at, description, changes, state FROM edit WHERE ${ofSets} AND state = 'undone' ORDER BY id LIMIT 1`,
  )
  const ofScope = prepareQuery(
    db,
    entryRow,
    `SELECT id, at, description, state FROM edit
     WHERE session_id = ? OR session_id IS NULL ORDER BY id DESC LIMIT ${listedEdits}`,
  )
  const stateIn = prepareQuery(
    db,
    editRow.pick({ state: true }),
    'SELECT state FROM edit WHERE id = ? AND (session_id = ? OR session_id IS NULL)',
  )
  const mark = prepareWrite(db, 'UPDATE edit SET state = ? WHERE id = ?')
  const drop = prepareWrite(db, `DELETE FROM edit WHERE (session_id = ? OR session_id IS NULL) AND state = 'undone'`)
  return {
    insert: (sessionId: string | null, at: string, description: string, changes: readonly RowChange[]): EditEntry => {
      const { lastInsertRowid } = insert.run(sessionId, at, description, JSON.stringify(changes))
      return { id: Number(lastInsertRowid), at, description, state: 'done' }
    },
    find: (id: number) => byId.get(id),
    newestDone: (sessionId: string) => newestDone.get(sessionId),
    oldestUndone: (sessionId: string) => oldestUndone.get(sessionId),
    newestDoneOfSets: () => newestDoneOfSets.get(),
    oldestUndoneOfSets: () => oldestUndoneOfSets.get(),
    /** Undefined where it is no step of the session or of the label set. */
    stateIn: (sessionId: string, id: number) => stateIn.get(id, sessionId)?.state,
    /** Steps of a session and of the label set, newest first. */
    list: (sessionId: string): EditEntry[] => ofScope.all(sessionId),
    mark: (id: number, state: 'done' | 'undone') => mark(state, id),
    /** Forgets what was undone in a scope; a null session means the label set alone. */
    dropUndone: (sessionId: string | null) => drop(sessionId),
  }
})
