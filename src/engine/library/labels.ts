/** Rows of label. There is one label set, 'default'. */
import { z } from 'zod'
import type { Label } from '../../contract/things.ts'
import { perDatabase, prepareQuery, prepareUpsert, prepareWrite } from './statements.ts'

export const defaultLabelSet = 'default'

export const labelRow = z.object({
  id: z.string(),
  label_set_id: z.string(),
  name: z.string(),
  color: z.string(),
  hotkey: z.string().nullable(),
  kind: z.enum(['state', 'point']),
  position: z.number().int(),
  removed_at: z.string().nullable(),
})
export type LabelRow = z.infer<typeof labelRow>

export const labelTable = perDatabase((db) => {
  const byId = prepareQuery(db, labelRow, 'SELECT * FROM label WHERE id = ?')
  const inUse = prepareQuery(db, labelRow, 'SELECT * FROM label WHERE removed_at IS NULL ORDER BY position, name')
  const remove = prepareWrite(db, 'DELETE FROM label WHERE id = ?')
  return {
    put: prepareUpsert(db, 'label', labelRow),
    delete: (id: string) => remove(id),
    find: (id: string) => byId.get(id),
    /** Labels that are not in the bin, in their order. */
    list: () => inUse.all(),
  }
})

export function toLabel(row: LabelRow): Label {
  return {
    id: row.id,
    name: row.name,
    color: row.color,
    hotkey: row.hotkey,
    kind: row.kind,
    position: row.position,
    removedAt: row.removed_at,
  }
}
