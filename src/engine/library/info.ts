/** What a library holds, in numbers. */
import { basename } from 'node:path'
import { z } from 'zod'
import type { libraryInfo } from '../../contract/index.ts'
import type { EngineContext } from '../context.ts'
import { schemaVersion } from './migrate.ts'
import { perDatabase, prepareQuery } from './statements.ts'

const count = z.number().int()

const counts = perDatabase((db) =>
  prepareQuery(
    db,
    z.object({ athletes: count, sessions: count, recordings: count, segments: count, models: count }),
    `SELECT (SELECT count(*) FROM athlete) AS athletes,
            (SELECT count(*) FROM session) AS sessions,
            (SELECT count(*) FROM recording WHERE removed_at IS NULL) AS recordings,
            (SELECT count(*) FROM segment WHERE removed_at IS NULL) AS segments,
            (SELECT count(*) FROM model) AS models`,
  ),
)

export function describeLibrary(context: EngineContext): z.output<typeof libraryInfo> {
  const found = counts(context.db).get()
  if (found === undefined) throw new Error('counting gave no row')
  return {
    path: context.paths.root,
    name: basename(context.paths.root),
    schemaVersion: schemaVersion(context.db),
    appVersion: context.appVersion,
    ...found,
    // Offered while there is nothing else to look at.
    sampleOffered: context.sampleDir !== null && found.recordings === 0,
  }
}
