import type { Readable } from 'node:stream'

/** Of 64 KB at most each: a few small frames. */
const chunksAhead = 8

/**
 * What comes out of a pipe, piece by piece. A few pieces are read ahead, so that whoever writes need not wait for every
 * turn of whoever reads; then the pipe is left alone, and the writer held back. Leaving the loop closes the pipe.
 * @throws what the stream fails with
 */
export async function* readAhead(pipe: Readable): AsyncGenerator<Buffer, void, void> {
  const ready: Buffer[] = []
  let failure: Error | null = null
  let ended = pipe.closed
  let wake = (): void => undefined
  pipe.on('data', (chunk: Buffer) => {
    ready.push(chunk)
    if (ready.length >= chunksAhead) pipe.pause()
    wake()
  })
  pipe.on('error', (error) => {
    failure = error
    wake()
  })
  pipe.on('close', () => {
    ended = true
    wake()
  })
  try {
    for (;;) {
      for (let chunk = ready.shift(); chunk !== undefined; chunk = ready.shift()) yield chunk
      if (failure !== null) throw failure as Error
      if (ended) return
      pipe.resume()
      await new Promise<void>((resolve) => (wake = resolve))
    }
  } finally {
    pipe.destroy()
  }
}
