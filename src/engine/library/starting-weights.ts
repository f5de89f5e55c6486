/** Table `starting_weights`: which files under `models/weights/` networks may start from. */
import { z } from 'zod'
import { inspectedWeights } from '../../contract/learning.ts'
import { perDatabase, prepareQuery, prepareUpsert, prepareWrite } from './statements.ts'

const { format, kind, backbone, attention, classes } = inspectedWeights.shape

const startingWeightsRow = z.object({
  id: z.string(),
  name: z.string(),
  /** Relative to the library's folder. */
  file: z.string(),
  format,
  kind,
  backbone,
  attention,
  classes,
  description: z.string(),
  sha256: z.string(),
  size_bytes: z.number().int(),
  source: z.string(),
  licence: z.string(),
  added_at: z.string(),
})
export type StartingWeightsRow = z.output<typeof startingWeightsRow>

export const startingWeightsTable = perDatabase((db) => {
  const columns = Object.keys(startingWeightsRow.shape).join(', ')
  const select = (where: string) =>
    prepareQuery(db, startingWeightsRow, `SELECT ${columns} FROM starting_weights ${where}`)
  const newestFirst = select('ORDER BY added_at DESC, id')
  const byName = select('WHERE ? IN (id, name)')
  const bySha256 = select('WHERE sha256 = ?')
  return {
    insert: prepareUpsert(db, 'starting_weights', startingWeightsRow),
    remove: prepareWrite(db, 'DELETE FROM starting_weights WHERE id = ?'),
    /** Newest first. */
    list: () => newestFirst.all(),
    /** By name or id. */
    find: (name: string) => byName.get(name),
    findContent: (sha256: string) => bySha256.get(sha256),
  }
})
