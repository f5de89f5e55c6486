/** A file as a response: with byte ranges, without reading more of it than is taken. */
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { extname } from 'node:path'
import { Problem } from '../../domain/problem.ts'
import { parseRange } from './byte-range.ts'

const contentTypes = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.mjs', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json'],
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

/** @throws Problem FILE_NOT_FOUND where there is no such file */
export async function fileResponse(request: Request, answer: FileAnswer): Promise<Response> {
  const handle = await openOrRefuse(answer.file)
  try {
    const found = await handle.stat()
    if (!found.isFile()) throw new Problem('FILE_NOT_FOUND', `${answer.file} is no file.`)
    const headers = new Headers({
      'content-type': contentTypes.get(extname(answer.file).toLowerCase()) ?? 'application/octet-stream',
      'accept-ranges': 'bytes',
      'cache-control': answer.cacheControl,
    })
    if (answer.etag !== undefined) headers.set('etag', answer.etag)
    const ifRange = request.headers.get('if-range')
    const wanted = ifRange === null || ifRange === answer.etag ? request.headers.get('range') : null
    const range = parseRange(wanted, found.size)
    if (range === 'unsatisfiable') {
      headers.set('content-range', `bytes */${found.size}`)
      await handle.close()
      return new Response(null, { status: 416, headers })
    }
    const part = range === 'whole' ? { start: 0, end: found.size - 1 } : range
    headers.set('content-length', String(part.end - part.start + 1))
    if (range !== 'whole') headers.set('content-range', `bytes ${part.start}-${part.end}/${found.size}`)
    const status = range === 'whole' ? 200 : 206
    if (request.method === 'HEAD') {
      await handle.close()
      return new Response(null, { status, headers })
    }
    return new Response(readPart(handle, part.start, part.end), { status, headers })
  } catch (caught) {
    await handle.close()
    throw caught
  }
}

/** The bytes as they are taken; a reader that goes away closes the file. */
function readPart(handle: FileHandle, start: number, end: number): ReadableStream<Uint8Array> {
  let position = start
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const length = Math.min(chunkBytes, end - position + 1)
        try {
          const { bytesRead, buffer } = await handle.read(Buffer.alloc(Math.max(length, 0)), 0, length, position)
          position += bytesRead
          // A file that became shorter while it was read ends early rather than never.
          if (bytesRead > 0) controller.enqueue(buffer.subarray(0, bytesRead))
          if (bytesRead > 0 && position <= end) return
          controller.close()
        } catch (caught) {
          controller.error(caught)
        }
        await handle.close()
      },
      cancel: () => handle.close(),
    },
    { highWaterMark: 1 },
  )
}

async function openOrRefuse(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r')
  } catch (caught) {
    const code = caught instanceof Error && 'code' in caught ? caught.code : null
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new Problem('FILE_NOT_FOUND', `There is no file ${file}.`, { cause: caught })
    }
    throw new Problem('FILE_NOT_READABLE', `${file} can't be read.`, { cause: caught })
  }
}
