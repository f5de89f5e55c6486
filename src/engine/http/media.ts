/** Footage and thumbnails by recording. */
import { join } from 'node:path'
import { Problem } from '../../domain/problem.ts'
import type { EngineContext } from '../context.ts'
import { originalIsThere, proxyFile } from '../footage/recordings.ts'
import { soundFile, waveformFile } from '../footage/sounds.ts'
import { thumbnailTable } from '../library/frame-indices.ts'
import { requireRecording } from '../library/lookups.ts'
import { fileResponse } from './file-response.ts'

/**
 * The original, the proxy or the sound of a recording. Where the original is not where it was, its proxy answers.
 * @throws Problem NOT_FOUND, FILE_NOT_FOUND
 */
export async function mediaResponse(
  context: EngineContext,
  request: Request,
  recordingId: string,
  which: string,
): Promise<Response> {
  if (which !== 'original' && which !== 'proxy' && which !== 'sound') {
    throw new Problem('NOT_FOUND', `A recording has no “${which}”.`)
  }
  const row = requireRecording(context.db, recordingId)
  const cacheControl = 'private, no-cache'
  if (which === 'original' && (await originalIsThere(row))) {
    return fileResponse(request, { file: row.path, etag: `"${row.sha256.slice(0, 32)}"`, cacheControl })
  }
  if (which === 'sound') {
    return fileResponse(request, {
      file: soundFile(context, row.id),
      etag: `"sound-${row.sha256.slice(0, 32)}"`,
      cacheControl,
    })
  }
  const proxy = proxyFile(context, row.id)
  if (proxy === null) {
    throw new Problem('FILE_NOT_FOUND', `${row.file_name} is not where it was (${row.path}), and it has no proxy.`)
  }
  return fileResponse(request, { file: proxy, etag: `"proxy-${row.sha256.slice(0, 32)}"`, cacheControl })
}

/** Peaks of a recording's sound. @throws Problem NOT_FOUND, FILE_NOT_FOUND while there are none */
export async function waveformResponse(context: EngineContext, request: Request, fileName: string): Promise<Response> {
  const row = requireRecording(context.db, fileName.replace(/\.peaks$/, ''))
  const etag = `"peaks-${row.sha256.slice(0, 32)}"`
  return fileResponse(request, { file: waveformFile(context, row.id), etag, cacheControl: 'private, no-cache' })
}

/** @throws Problem NOT_FOUND where there is no thumbnail of that frame */
export async function thumbnailResponse(
  context: EngineContext,
  request: Request,
  recordingId: string,
  fileName: string,
): Promise<Response> {
  const row = requireRecording(context.db, recordingId)
  const frameIndex = Number(/^(\d{1,9})\.jpg$/.exec(fileName)?.[1] ?? NaN)
  if (!thumbnailTable(context.db).listOf(row.id).includes(frameIndex)) {
    throw new Problem('NOT_FOUND', `${row.file_name} has no thumbnail ${fileName}.`)
  }
  return fileResponse(request, {
    file: join(context.paths.thumbnails, row.id, `${frameIndex}.jpg`),
    cacheControl: 'private, max-age=31536000, immutable',
  })
}
