/** One request of a download: redirects followed by hand, the answer judged before a byte of it is kept. */
import { Problem } from '../../domain/problem.ts'
import { checkRedirect } from './download-address.ts'
import { validatorOf, type Begun } from './download-state.ts'

const mostRedirects = 5

export interface Answer {
  /** Where in the file its bytes begin: 0, or where an earlier request ended. */
  readonly offset: number
  /** Null where the server does not say. */
  readonly totalBytes: number | null
  readonly validator: string | null
  readonly body: ReadableStream<Uint8Array>
}

/** The server can't answer now but may later: worth another try. */
export class TryAgain extends Error {}

/** What has arrived can't be gone on with: the server has another file, or sends another part of it. */
export class OtherFile extends TryAgain {}

/**
 * Asks for a file, from where `begun` ended if the server still has the same one. Nothing is sent but the request itself.
 * @throws TryAgain, OtherFile; Problem DOWNLOAD_FAILED where trying again would not help, INVALID_INPUT for a redirect that is not followed
 */
export async function ask(url: URL, begun: Begun | null, signal: AbortSignal): Promise<Answer> {
  const response = await follow(url, begun, signal)
  try {
    return answerOf(response, url, begun)
  } catch (caught) {
    await response.body?.cancel()
    throw caught
  }
}

async function follow(start: URL, begun: Begun | null, signal: AbortSignal): Promise<Response> {
  const headers = {
    'accept-encoding': 'identity',
    'user-agent': 'touchline',
    ...(begun?.validator && { range: `bytes=${begun.doneBytes}-`, 'if-range': begun.validator }),
  }
  let url = start
  for (let step = 0; step <= mostRedirects; step++) {
    const response = await fetch(url, { headers, signal, redirect: 'manual', cache: 'no-store' })
    const location = response.headers.get('location')
    if (response.status < 300 || response.status > 399 || location === null) return response
    await response.body?.cancel()
    url = checkRedirect(url, location)
  }
  throw failed(start, `it redirects more than ${mostRedirects} times`)
}

function answerOf({ status, headers, body }: Response, url: URL, begun: Begun | null): Answer {
  if (status === 429 || status >= 500) throw new TryAgain(`${url.host} answered ${status}`)
  if (status === 416 && begun !== null) throw new OtherFile('the file on the server is another now')
  if (status !== 200 && status !== 206) throw failed(url, `it answered ${status}`)
  const encoding = headers.get('content-encoding')
  if (encoding !== null && encoding !== 'identity') throw failed(url, `it sends the file encoded as ${encoding}`)
  if (body === null) throw new TryAgain(`${url.host} answered nothing`)
  const validator = validatorOf(headers)
  if (status === 200) return { offset: 0, totalBytes: countOf(headers.get('content-length')), validator, body }
  const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers.get('content-range') ?? '')
  const goesOn = begun !== null && Number(range?.[1]) === begun.doneBytes
  const totalBytes = countOf(range?.[3] ?? null)
  const sameFile =
    (validator === null || validator === begun?.validator) &&
    (begun?.totalBytes === null || totalBytes === null || totalBytes === begun?.totalBytes)
  if (!goesOn || !sameFile) throw new OtherFile(`${url.host} sends another part of the file than was asked for`)
  return { offset: begun.doneBytes, totalBytes: totalBytes ?? begun.totalBytes, validator: begun.validator, body }
}

function countOf(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null
}

/** @param reason reads on after the address */
export function failed(url: URL, reason: string, cause?: unknown): Problem {
  const { host, href } = url
  return new Problem(
    'DOWNLOAD_FAILED',
    `Nothing whole could be downloaded from ${host}: ${reason}. What has arrived is kept, and the same command goes on from ` +
      `there. Or download ${href} elsewhere, bring the file to this machine and add it: touchline weights add FILE`,
    { details: { url: href }, ...(cause === undefined ? {} : { cause }) },
  )
}
