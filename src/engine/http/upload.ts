/** Files that come through the browser: the library keeps its own copy of them. */
import { randomUUID } from 'node:crypto'
import { mkdir, open, rm } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { Problem } from '../../domain/problem.ts'
import type { EngineContext } from '../context.ts'
import { syncFolder, writeWhole } from '../../media/temp-file.ts'
import { storageProblem } from '../library/sqlite-errors.ts'

const maxUploadBytes = 4 * 1024 ** 3
const gib = 1024 ** 3

/**
 * Takes the body of a request into the library's footage folder; it has its name there only once it is complete.
 * @returns the absolute path of the copy
 * @throws Problem INVALID_INPUT, FILE_EMPTY, FOOTAGE_TOO_LARGE, DISK_FULL; then nothing is left
 */
export async function receiveUpload(context: EngineContext, request: Request): Promise<{ path: string }> {
  const name = safeFileName(new URL(request.url).searchParams.get('name') ?? '')
  const { body } = request
  if (body === null) throw new Problem('FILE_EMPTY', `${name} is empty. Choose another file.`)
  if (Number(request.headers.get('content-length') ?? 0) > maxUploadBytes) throw tooLarge(name)
  // A folder of its own for each: names stay as they are and none is ever written over.
  const folder = join(context.paths.footage, randomUUID())
  try {
    await mkdir(folder)
    const path = join(folder, name)
    await writeWhole(path, (partial) => writeBody(body, partial, name))
    await syncFolder(context.paths.footage)
    return { path }
  } catch (caught) {
    await rm(folder, { recursive: true, force: true })
    throw storageProblem(caught, folder) ?? caught
  }
}

/** A file name without anything that a file system or a person could misread. */
export function safeFileName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replaceAll(/[\p{C}/\\:*?"<>|]/gu, '_')
    .replace(/^[.\s-]+/, '')
    .replace(/[.\s]+$/, '')
  const ending = extname(plain).slice(0, 16)
  const stem = plain.slice(0, plain.length - extname(plain).length).slice(0, 120)
  if (stem === '')
    throw new Problem('INVALID_INPUT', 'The uploaded file has no usable name. Rename it, then try again.')
  return stem + ending
}

async function writeBody(body: ReadableStream<Uint8Array>, file: string, name: string): Promise<void> {
  const handle = await open(file, 'wx')
  try {
    let sizeBytes = 0
    for await (const chunk of body) {
      sizeBytes += chunk.byteLength
      if (sizeBytes > maxUploadBytes) throw tooLarge(name)
      await handle.writeFile(chunk)
    }
    if (sizeBytes === 0) throw new Problem('FILE_EMPTY', `${name} is empty. Choose another file.`)
  } finally {
    await handle.close()
  }
}

function tooLarge(name: string): Problem {
  return new Problem(
    'FOOTAGE_TOO_LARGE',
    `${name} is larger than ${maxUploadBytes / gib} GiB, which is the most that the browser may hand over. Import it from its folder instead.`,
  )
}
