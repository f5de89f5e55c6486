/** A file as a response: with byte ranges, without reading more of it than is taken. */
import { access, constants, open, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { extname } from 'node:path'
import { Problem } from '../../domain/problem.ts'
import { accessProblem } from '../../media/check-file.ts'
import { parseRange } from './byte-range.ts'
import type { ByteRange } from './byte-range.ts'

const contentTypes = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.mjs', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json'],
  ['.md', 'text/markdown; charset=utf-8'],
  ['.csv', 'text/csv; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.jpg', 'image/jpeg'],
  ['.ico', 'image/x-icon'],
  ['.woff2', 'font/woff2'],
  ['.wasm', 'application/wasm'],
  ['.mp4', 'video/mp4'],
  ['.m4v', 'video/mp4'],
  ['.mov', 'video/quicktime'],
  ['.webm', 'video/webm'],
  ['.mkv', 'video/x-matroska'],
  ['.avi', 'video/x-msvideo'],
  ['.ogv', 'video/ogg'],
  ['.ts', 'video/mp2t'],
  ['.3gp', 'video/3gpp'],
])

const chunkBytes = 256 * 1024

export interface FileAnswer {
  readonly file: string
  /** What the file is now; a range of another one is not asked for. */
  readonly etag?: string
  readonly cacheControl: string
}

/** @throws Problem FILE_NOT_FOUND, FILE_NOT_READABLE */
export async function fileResponse(request: Request, answer: FileAnswer): Promise<Response> {
  const sizeBytes = await sizeOf(answer.file)
  const headers = new Headers({
    'content-type': contentTypes.get(extname(answer.file).toLowerCase()) ?? 'application/octet-stream',
    'accept-ranges': 'bytes',
    'cache-control': answer.cacheControl,
  })
  if (answer.etag !== undefined) headers.set('etag', answer.etag)
  const ifRange = request.headers.get('if-range')
  const wanted = ifRange === null || ifRange === answer.etag ? request.headers.get('range') : null
  const range = parseRange(wanted, sizeBytes)
  if (range === 'unsatisfiable') {
    headers.set('content-range', `bytes */${sizeBytes}`)
    return new Response(null, { status: 416, headers })
  }
  const part = range === 'whole' ? { start: 0, end: sizeBytes - 1 } : range
  headers.set('content-length', String(part.end - part.start + 1))
  if (range !== 'whole') headers.set('content-range', `bytes ${part.start}-${part.end}/${sizeBytes}`)
  const body = request.method === 'HEAD' ? null : readPart(answer.file, part)
  return new Response(body, { status: range === 'whole' ? 200 : 206, headers })
}

/** The bytes as they are taken. The file is opened by the first reader only, and closed when that goes away. */
function readPart(file: string, part: ByteRange): ReadableStream<Uint8Array> {
  let handle: FileHandle | null = null
  let position = part.start
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        try {
          handle ??= await open(file, 'r')
          const length = Math.min(chunkBytes, part.end - position + 1)
          const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, position)
          position += bytesRead
          if (bytesRead > 0) controller.enqueue(buffer.subarray(0, bytesRead))
          // A file that became shorter while it was read ends early rather than never.
          if (bytesRead > 0 && position <= part.end) return
          controller.close()
        } catch (caught) {
          controller.error(caught)
        }
        await handle?.close()
      },
      cancel: async () => {
        await handle?.close()
      },
    },
    // Nothing is read ahead of the reader.
    { highWaterMark: 0 },
  )
}

async function sizeOf(file: string): Promise<number> {
  try {
    const found = await stat(file)
    if (!found.isFile()) throw new Problem('FILE_NOT_FOUND', `${file} is no file.`)
    await access(file, constants.R_OK)
    return found.size
  } catch (caught) {
    throw caught instanceof Problem || !(caught instanceof Error) ? caught : accessProblem(file, caught)
  }
}
