/** Reports by their id. */
import { join } from 'node:path'
import { z } from 'zod'
import { Problem } from '../../domain/problem.ts'
import type { EngineContext } from '../context.ts'
import { perDatabase, prepareQuery } from '../library/statements.ts'
import { fileResponse } from './file-response.ts'

const reportFiles = perDatabase((db) =>
  prepareQuery(db, z.object({ file: z.string() }), 'SELECT file FROM report WHERE id = ?'),
)

/** @throws Problem NOT_FOUND, FILE_NOT_FOUND */
export async function reportResponse(context: EngineContext, request: Request, reportId: string): Promise<Response> {
  const row = reportFiles(context.db).get(reportId)
  if (row === undefined) throw new Problem('NOT_FOUND', `There is no report ${reportId} in this library.`)
  return fileResponse(request, { file: join(context.paths.root, row.file), cacheControl: 'private, no-cache' })
}
