/** Rows of label. */
import { z } from 'zod'
import { modifiers, type Label } from '../../contract/things.ts'
import { perDatabase, prepareQuery, prepareUpsert, prepareWrite } from './statements.ts'

const json = z.string().transform((text): unknown => JSON.parse(text))
const modifierList = json.pipe(modifiers)

export const labelRow = z.object({
  id: z.string(),
  label_set_id: z.string(),
  name: z.string(),
  color: z.string(),
  hotkey: z.string().nullable(),
  kind: z.enum(['state', 'point']),
  position: z.number().int(),
  removed_at: z.string().nullable(),
  // What steps of the history lack that are older than schema 4.
  group_name: z.string().default(''),
  overlap: z.enum(['allowed', 'refused']).default('allowed'),
  modifiers: z.string().default('[]'),
})
export type LabelRow = z.infer<typeof labelRow>

export const labelTable = perDatabase((db) => {
  const byId = prepareQuery(db, labelRow, 'SELECT * FROM label WHERE id = ?')
  const inUse = prepareQuery(
    db,
    labelRow,
    'SELECT * FROM label WHERE removed_at IS NULL ORDER BY label_set_id, position, name',
  )
  const ofSet = prepareQuery(
    db,
    labelRow,
    'SELECT * FROM label WHERE label_set_id = ? AND removed_at IS NULL ORDER BY position, name',
  )
  const removed = prepareQuery(db, labelRow, 'SELECT * FROM label WHERE removed_at IS NOT NULL')
  const remove = prepareWrite(db, 'DELETE FROM label WHERE id = ?')
  return {
    put: prepareUpsert(db, 'label', labelRow),
    delete: (id: string) => remove(id),
    find: (id: string) => byId.get(id),
    /** Labels that are not in the bin, set by set, in their order. */
    list: () => inUse.all(),
    listOf: (labelSetId: string) => ofSet.all(labelSetId),
    listRemoved: () => removed.all(),
  }
})

export function toLabel(row: LabelRow): Label {
  return {
    id: row.id,
    labelSetId: row.label_set_id,
    name: row.name,
    color: row.color,
    hotkey: row.hotkey,
    kind: row.kind,
    group: row.group_name,
    overlap: row.overlap,
    modifiers: modifiersOf(row),
    position: row.position,
    removedAt: row.removed_at,
  }
}

export function modifiersOf(row: Pick<LabelRow, 'modifiers'>): Label['modifiers'] {
  return modifierList.parse(row.modifiers)
}
