/** Sound as numbers: the first track of a recording, mixed to one channel, on the recording's own time. */
import type { FrameTable } from '../domain/frames.ts'
import { checkFile } from './check-file.ts'
import { startFfmpeg } from './ffmpeg.ts'
import { soundFilter, soundInput, spanOf } from './sound-filter.ts'

export interface SamplesRequest {
  readonly file: string
  readonly frameTable: FrameTable
  /** Per second. */
  readonly sampleRate: number
  readonly signal?: AbortSignal | undefined
  readonly lowPriority?: boolean | undefined
  /** Most bytes that ffmpeg may write, two for each sample; no limit where not said. */
  readonly maxOutputBytes?: number
}

/**
 * Hands samples on one by one, as they come.
 * @param take a sample, −32768 to 32767
 * @throws Problem FILE_NOT_FOUND, FILE_NOT_READABLE, FILE_EMPTY, and what `startFfmpeg` throws
 */
export async function readSamples(
  { file, frameTable, sampleRate, ...options }: SamplesRequest,
  take: (value: number) => void,
): Promise<void> {
  await checkFile(file)
  const ffmpeg = await startFfmpeg({
    args: [
      ...soundInput(file),
      ...['-af', soundFilter({ ...spanOf(frameTable), sampleRate }), '-ac', '1'],
      ...['-c:a', 'pcm_s16le', '-f', 's16le', 'pipe:1'],
    ],
    ...options,
  })
  try {
    await eachSample(ffmpeg.output, take)
    await ffmpeg.finished
  } finally {
    ffmpeg.stop()
  }
}

/** Signed 16-bit samples, low byte first, wherever a chunk ends. */
async function eachSample(chunks: AsyncIterable<Uint8Array>, take: (value: number) => void): Promise<void> {
  let odd: number | null = null
  for await (const chunk of chunks) {
    let at = 0
    if (odd !== null && chunk.length > 0) take(((odd | (chunk[at++]! << 8)) << 16) >> 16)
    for (; at + 1 < chunk.length; at += 2) take(((chunk[at]! | (chunk[at + 1]! << 8)) << 16) >> 16)
    odd = at < chunk.length ? chunk[at]! : chunk.length > 0 ? null : odd
  }
}
