/** Tables and figures of results, by the name of their file. */
import type { EngineContext } from '../context.ts'
import { requireShownFile } from '../results/places.ts'
import { fileResponse } from './file-response.ts'

/** @throws Problem NOT_FOUND, FILE_NOT_FOUND */
export async function resultResponse(
  context: EngineContext,
  request: Request,
  { resultsId, name }: { readonly resultsId: string; readonly name: string },
): Promise<Response> {
  const file = await requireShownFile(context.paths, resultsId, name)
  return fileResponse(request, { file, cacheControl: 'private, no-cache' })
}
