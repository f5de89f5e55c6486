/** Brings a weights file into the library's folder, under a partial name, from a file or an address. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import path from 'node:path'
import type { KnownWeights } from '../../contract/known-weights.ts'
import { Problem } from '../../domain/problem.ts'
import { accessProblem, checkFile } from '../../media/check-file.ts'
import { hashFile } from '../../media/hash.ts'
import { partialName, sync } from '../../media/temp-file.ts'
import type { EngineContext, JobContext } from '../context.ts'
import { publicAddress } from './download-address.ts'
import { download } from './download.ts'

/** What a person named. */
export type Origin =
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'address'; readonly url: URL; readonly known: KnownWeights | null }

export interface Fetched {
  readonly partial: string
  readonly sha256: string
  readonly sizeBytes: number
  /** What the person knows it by. */
  readonly shownName: string
}

/** AlexNet has a ninth of it, a ResNet-50 in doubles a tenth. */
const largestBytes = 2 ** 31 - 1
const blockBytes = 1 << 20

/**
 * @throws Problem what `download` throws; DOWNLOAD_FAILED where it is not what was published; FILE_NOT_FOUND,
 *   FILE_NOT_READABLE, FILE_EMPTY, DISK_FULL, CANCELLED
 */
export async function fetchWeights(context: EngineContext, origin: Origin, job: JobContext): Promise<Fetched> {
  return origin.kind === 'file' ? copyFile(context, origin.file, job) : downloadFile(context, origin, job)
}

async function copyFile(context: EngineContext, file: string, job: JobContext): Promise<Fetched> {
  const sizeBytes = await checkFile(file)
  if (sizeBytes > largestBytes) {
    throw new Problem(
      'MODEL_UNUSABLE',
      `${file} has ${sizeBytes} bytes, more than any network that Touchline starts from. Choose another file.`,
    )
  }
  const partial = partialName(path.join(context.paths.weights, path.basename(file)))
  const hash = createHash('sha256')
  try {
    const copy = await open(partial, 'wx')
    try {
      let done = 0
      for await (const block of createReadStream(file, { highWaterMark: blockBytes, signal: job.signal })) {
        const bytes = block as Buffer
        await copy.write(bytes, 0, bytes.length, done)
        hash.update(bytes)
        done += bytes.length
        job.progress('Copying', done, sizeBytes)
      }
      await copy.sync()
    } finally {
      await copy.close()
    }
  } catch (caught) {
    await rm(partial, { force: true })
    job.signal.throwIfAborted()
    throw accessProblem(file, caught as NodeJS.ErrnoException)
  }
  return { partial, sha256: hash.digest('hex'), sizeBytes, shownName: file }
}

async function downloadFile(
  context: EngineContext,
  { url, known }: Extract<Origin, { kind: 'address' }>,
  job: JobContext,
): Promise<Fetched> {
  const partial = downloadName(context, url)
  const shownName = publicAddress(url)
  await download({
    url,
    partial,
    maxBytes: largestBytes,
    expectedBytes: known?.sizeBytes ?? null,
    signal: job.signal,
    onProgress: (done, total) => job.progress('Downloading', done, total),
  })
  await sync(partial)
  const sizeBytes = await checkFile(partial)
  const sha256 = await hashFile(partial, {
    signal: job.signal,
    onProgress: ({ doneBytes, totalBytes }) => job.progress('Checking', doneBytes, totalBytes),
  })
  if (known !== null && sha256 !== known.sha256) {
    await rm(partial, { force: true })
    throw new Problem(
      'DOWNLOAD_FAILED',
      `What ${url.host} sent is not what was published as ${known.name}: its SHA-256 is ${sha256}, and not ${known.sha256}. ` +
        'It was thrown away. Try again; if it stays so, the file was changed by somebody.',
      { details: { url: url.href, sha256, expected: known.sha256 } },
    )
  }
  return { partial, sha256, sizeBytes, shownName }
}

/** The same for every try of one address, so that a later one goes on where an earlier one ended. */
function downloadName(context: EngineContext, url: URL): string {
  const digest = createHash('sha256').update(url.href).digest('hex').slice(0, 16)
  return path.join(context.paths.weights, `.${digest}.download`)
}
