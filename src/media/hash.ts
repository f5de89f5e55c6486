import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { Problem } from '../domain/problem.ts'
import { accessProblem, checkFile } from './check-file.ts'

const blockBytes = 1 << 20
const endBytes = 64 * 1024

export interface HashOptions {
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: { readonly doneBytes: number; readonly totalBytes: number }) => void
}

/**
 * SHA-256 of a file's content, in hex: what a recording is known by.
 * @throws Problem FILE_NOT_FOUND, FILE_NOT_READABLE, FILE_EMPTY, CANCELLED
 */
export async function hashFile(file: string, options: HashOptions = {}): Promise<string> {
  const totalBytes = await checkFile(file)
  const hash = createHash('sha256')
  const block = Buffer.allocUnsafe(blockBytes)
  const handle = await openToRead(file)
  try {
    for (let doneBytes = 0; ;) {
      if (options.signal?.aborted) throw new Problem('CANCELLED', 'Cancelled.')
      const { bytesRead } = await handle.read(block, 0, blockBytes, doneBytes)
      if (bytesRead === 0) return hash.digest('hex')
      hash.update(block.subarray(0, bytesRead))
      doneBytes += bytesRead
      options.onProgress?.({ doneBytes, totalBytes })
    }
  } catch (caught) {
    throw caught instanceof Problem ? caught : accessProblem(file, caught as NodeJS.ErrnoException)
  } finally {
    await handle.close()
  }
}

/**
 * A quick identity: size and SHA-256 of the first and last 64 KiB, as "size-hex". Files with different ones differ;
 * files with the same one very likely don't, which the full hash then says for certain.
 * @throws Problem FILE_NOT_FOUND, FILE_NOT_READABLE, FILE_EMPTY
 */
export async function quickId(file: string): Promise<string> {
  const sizeBytes = await checkFile(file)
  const handle = await openToRead(file)
  try {
    const hash = createHash('sha256')
    const block = Buffer.alloc(endBytes)
    for (const position of [0, Math.max(0, sizeBytes - endBytes)]) {
      const { bytesRead } = await handle.read(block, 0, endBytes, position)
      hash.update(block.subarray(0, bytesRead))
    }
    return `${sizeBytes}-${hash.digest('hex')}`
  } catch (caught) {
    throw accessProblem(file, caught as NodeJS.ErrnoException)
  } finally {
    await handle.close()
  }
}

async function openToRead(file: string): Promise<Awaited<ReturnType<typeof open>>> {
  return open(file, 'r').catch((cause: NodeJS.ErrnoException) => {
    throw accessProblem(file, cause)
  })
}
