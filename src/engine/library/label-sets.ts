/** Rows of label_set and of its versions. */
import { z } from 'zod'
import { labelSetFile } from '../../contract/label-set-file.ts'
import { perDatabase, prepareQuery, prepareUpsert, prepareWrite } from './statements.ts'

/** The set that every library has, and that sessions use unless they name another. */
export const firstLabelSet = 'default'

export const labelSetRow = z.object({
  id: z.string(),
  name: z.string(),
  exclusive: z.number().int().min(0).max(1),
  removed_at: z.string().nullable(),
})
export type LabelSetRow = z.infer<typeof labelSetRow>

const versionRow = z.object({
  version: z.number().int(),
  at: z.string(),
  content: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(labelSetFile),
})
export type LabelSetVersionRow = z.infer<typeof versionRow>

const useRow = z.object({ labels: z.number().int(), sessions: z.number().int() })

export const labelSetTable = perDatabase((db) => {
  const byId = prepareQuery(db, labelSetRow, 'SELECT * FROM label_set WHERE id = ?')
  const byName = prepareQuery(db, labelSetRow, 'SELECT * FROM label_set WHERE name = ?')
  const inUse = prepareQuery(
    db,
    labelSetRow,
    'SELECT * FROM label_set WHERE removed_at IS NULL ORDER BY name COLLATE NOCASE',
  )
  const removed = prepareQuery(db, labelSetRow, 'SELECT * FROM label_set WHERE removed_at IS NOT NULL')
  const uses = prepareQuery(
    db,
    useRow,
    `SELECT (SELECT count(*) FROM label WHERE label_set_id = ? AND removed_at IS NULL) AS labels,
       (SELECT count(*) FROM session WHERE coalesce(label_set_id, '${firstLabelSet}') = ?) AS sessions`,
  )
  const ofRecording = prepareQuery(
    db,
    labelSetRow,
    `SELECT label_set.* FROM recording JOIN session ON session.id = recording.session_id
     JOIN label_set ON label_set.id = coalesce(session.label_set_id, '${firstLabelSet}') WHERE recording.id = ?`,
  )
  const versions = prepareQuery(
    db,
    versionRow,
    'SELECT version, at, content FROM label_set_version WHERE label_set_id = ? ORDER BY version DESC',
  )
  const newest = prepareQuery(
    db,
    versionRow,
    'SELECT version, at, content FROM label_set_version WHERE label_set_id = ? ORDER BY version DESC LIMIT 1',
  )
  const addVersion = prepareWrite(db, 'INSERT INTO label_set_version VALUES (?, ?, ?, ?)')
  const remove = prepareWrite(db, 'DELETE FROM label_set WHERE id = ?')
  return {
    put: prepareUpsert(db, 'label_set', labelSetRow),
    delete: (id: string) => remove(id),
    find: (id: string) => byId.get(id),
    findByName: (name: string) => byName.get(name),
    /** Sets that are not in the bin, by name. */
    list: () => inUse.all(),
    listRemoved: () => removed.all(),
    /** How many labels it has, and how many sessions use it. */
    usesOf: (id: string) => uses.get(id, id)!,
    /** The set that the session of a recording uses. */
    ofRecording: (recordingId: string) => ofRecording.get(recordingId),
    /** Newest first. */
    versionsOf: (id: string) => versions.all(id),
    newestVersion: (id: string) => newest.get(id),
    addVersion: (id: string, version: number, at: string, content: string) => addVersion(id, version, at, content),
  }
})
