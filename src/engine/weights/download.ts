/** Downloads a file that may be large over a line that may break. */
import { open } from 'node:fs/promises'
import { Problem } from '../../domain/problem.ts'
import { accessProblem } from '../../media/check-file.ts'
import { ask, failed, OtherFile, type Answer } from './download-response.ts'
import { begin, forget, readBegun } from './download-state.ts'

export interface DownloadOptions {
  readonly url: URL
  /** Where it is written; what is there of an earlier try is gone on with. */
  readonly partial: string
  readonly maxBytes: number
  /** Size that was published; null where none was. */
  readonly expectedBytes: number | null
  readonly signal: AbortSignal
  /** `total` is 0 while it is not known. */
  readonly onProgress: (doneBytes: number, totalBytes: number) => void
  /** A connection on which nothing comes for so long is given up. */
  readonly idleSecs?: number
  /** Pause before another try; it doubles from try to try. */
  readonly pauseSecs?: number
}

/** Tries in a row that bring nothing new, and tries altogether. */
const fruitlessTries = 4
const mostTries = 100

/**
 * Brings the whole file to `partial`, in as many requests as it takes. Whether it is the right one is for the caller to
 * check. On failure and cancelling what has arrived stays, so that the next call goes on from there.
 * @throws Problem DOWNLOAD_FAILED, INVALID_INPUT, DISK_FULL, CANCELLED
 */
export async function download(options: DownloadOptions): Promise<void> {
  const { partial, url, signal, pauseSecs = 1 } = options
  let fruitless = 0
  for (let tries = 0; tries < mostTries; tries++) {
    const before = (await readBegun(partial, url.href))?.doneBytes ?? 0
    const trouble = await oneTry(options)
    if (trouble === null) return forget(partial, true)
    const after = (await readBegun(partial, url.href))?.doneBytes ?? 0
    fruitless = after > before ? 0 : fruitless + 1
    if (fruitless >= fruitlessTries || (after === 0 && isUnknownName(trouble)))
      throw failed(url, wordsOf(trouble), codeOf(trouble) === '' ? trouble : undefined)
    await pause(pauseSecs * 2 ** fruitless, signal)
  }
  throw failed(url, 'the connection breaks off again and again')
}

/** Null when the file is whole; else what went wrong that another try may mend. */
async function oneTry(options: DownloadOptions): Promise<Error | null> {
  const { url, partial, signal } = options
  const idle = idleSignal(options.idleSecs ?? 60)
  try {
    const begun = await readBegun(partial, url.href)
    const answer = await ask(url, begun, AbortSignal.any([signal, idle.signal]))
    await receive(answer, options, idle.touch)
    return null
  } catch (caught) {
    if (signal.aborted) throw new Problem('CANCELLED', 'The download was stopped.')
    if (caught instanceof Problem) throw caught
    if (caught instanceof OtherFile) await forget(partial, false)
    return idle.signal.aborted ? new Error(`nothing came for ${options.idleSecs ?? 60} seconds`) : (caught as Error)
  } finally {
    idle.done()
  }
}

async function receive(answer: Answer, options: DownloadOptions, touch: () => void): Promise<void> {
  const { url, partial, maxBytes, expectedBytes, onProgress } = options
  const { totalBytes, offset, body, validator } = answer
  if ((totalBytes ?? 0) > maxBytes) throw tooLarge(url, maxBytes)
  if (expectedBytes !== null && totalBytes !== null && totalBytes !== expectedBytes) {
    throw failed(url, `the file has ${totalBytes} bytes there, and ${expectedBytes} were published`)
  }
  if (offset === 0) await begin(partial, { url: url.href, validator, totalBytes })
  const file = await open(partial, 'r+').catch((cause: NodeJS.ErrnoException) =>
    Promise.reject(accessProblem(partial, cause)),
  )
  try {
    let done = offset
    onProgress(done, totalBytes ?? 0)
    for await (const chunk of body) {
      touch()
      done += chunk.length
      if (done > (totalBytes ?? maxBytes)) throw tooLarge(url, totalBytes ?? maxBytes)
      await file.write(chunk, 0, chunk.length, done - chunk.length).catch((cause: NodeJS.ErrnoException) => {
        throw accessProblem(partial, cause)
      })
      onProgress(done, totalBytes ?? 0)
    }
    await file.sync()
    if (totalBytes !== null && done < totalBytes) throw new Error(`the connection broke off after ${done} bytes`)
  } finally {
    await file.close()
  }
}

interface IdleSignal {
  readonly signal: AbortSignal
  /** Something came: the wait begins anew. */
  touch(): void
  done(): void
}

function idleSignal(secs: number): IdleSignal {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), secs * 1000)
  return { signal: controller.signal, touch: () => void timer.refresh(), done: () => clearTimeout(timer) }
}

function pause(secs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(new Problem('CANCELLED', 'The download was stopped.'))
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, secs * 1000)
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
  })
}

function tooLarge(url: URL, maxBytes: number): Problem {
  return failed(url, `the file is larger than ${maxBytes} bytes, the most that is taken`)
}

/** What a failed connection means to a person. */
function wordsOf(trouble: Error): string {
  const code = codeOf(trouble)
  if (isUnknownName(trouble)) return 'its name is not known here; this machine may have no network'
  if (/^(ECONNREFUSED|ENETUNREACH|EHOSTUNREACH)$/.test(code)) return `there is no connection (${code})`
  if (/CERT|SIGNATURE/.test(code)) return `its certificate is not trusted (${code})`
  return code === '' ? trouble.message : `the connection failed (${code})`
}

function isUnknownName(trouble: Error): boolean {
  return /^(ENOTFOUND|EAI_AGAIN)$/.test(codeOf(trouble))
}

function codeOf({ cause }: Error): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}
