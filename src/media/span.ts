import type { FrameRange, FrameTable } from '../domain/frames.ts'
import { keyFrameBefore, ptsToSecs } from '../domain/frames.ts'
import { inputArgs, startFfmpeg, threadArgs } from './ffmpeg.ts'
import { packedFrames } from './packed-frames.ts'
import { SpanLog } from './span-log.ts'
import type { SpanStart } from './span-log.ts'

/** A stretch of a recording to decode, and how each frame is to come out. */
export interface SpanRequest {
  readonly file: string
  readonly frameTable: FrameTable
  readonly first: number
  readonly last: number
  /** Every step-th frame from `first` on. */
  readonly step: number
  /** Filters that end in packed frames of `frameBytes` bytes. */
  readonly filters: string
  readonly frameBytes: number
  /** Pixel format that the filters end in. */
  readonly pixelFormat: 'rgb24' | 'gray'
  /** Whether frames are turned upright before the filters. */
  readonly upright: boolean
  /** As `FramesRequest.into`. */
  readonly into?: (frame: number) => Uint8Array
  readonly signal?: AbortSignal
  readonly threads?: number
  readonly lowPriority?: boolean
}

/** Where decoding starts and by what frames are picked. */
export type Approach =
  /** Seek to this time, and trust it only when the key frame before the span comes out, flagged as such. */
  | { readonly kind: 'seek'; readonly secs: number }
  /** From the start, picked by timestamp. */
  | { readonly kind: 'from-start' }
  /** From the start, picked by count: where the file's own timestamps had to be repaired. */
  | { readonly kind: 'by-count' }

/** The decoder did not deliver the frames that the table promises. */
export class SpanMismatch extends Error {
  override readonly name = 'SpanMismatch'
}

/**
 * Ways to reach a frame, the cheapest first. A container may land after the key frame that was asked for (MPEG-TS
 * does), so a second try aims one key frame further back.
 */
export function approaches(table: FrameTable, first: number, seekable: boolean): Approach[] {
  const ways: Approach[] = []
  const key = keyFrameBefore(table, first)
  if (seekable && key > 0) {
    const secs = (frame: number): number => ptsToSecs(table.pts[frame]!, table.timeBase)
    const next = first + 1 < table.pts.length ? first + 1 : first
    ways.push({ kind: 'seek', secs: (secs(first) + secs(next)) / 2 })
    const earlier = keyFrameBefore(table, key - 1)
    if (earlier > 0) ways.push({ kind: 'seek', secs: secs(earlier) - 0.2 })
  }
  ways.push({ kind: 'from-start' }, { kind: 'by-count' })
  return ways
}

/** Where frame `first` is reached from by an approach. */
export function spanStart(table: FrameTable, first: number, { kind }: Approach): SpanStart {
  const startsOnKey = kind === 'seek'
  return { anchor: startsOnKey ? keyFrameBefore(table, first) : first, startsOnKey, byCount: kind === 'by-count' }
}

/** Filters that let frames `first` to `last` through, and tell the log of every frame from the anchor on. */
export function pickFilters(table: FrameTable, { first, last }: FrameRange, { anchor, byCount }: SpanStart): string[] {
  const pts = (frame: number): number => table.pts[frame]!
  const between = byCount ? `n\\,${first}\\,${last}` : `pts\\,${pts(anchor)}\\,${pts(last)}`
  const picks = [`select=between(${between})`, 'showinfo@index=checksum=0']
  return anchor < first ? [...picks, `select=gte(pts\\,${pts(first)})`] : picks
}

/** Options of the input for an approach. */
export function seekArgs(approach: Approach): string[] {
  return approach.kind === 'seek' ? ['-noaccurate_seek', '-seek_timestamp', '1', '-ss', approach.secs.toFixed(6)] : []
}

/**
 * Decodes frames first, first + step, … ≤ last by one approach, and yields each only after ffmpeg's log has shown that
 * it carries the timestamp of the frame table. Ends ffmpeg as soon as the last one is out, or the reader leaves.
 * @throws SpanMismatch when other frames come, or too few; Problem as `startFfmpeg`
 */
export async function* decodeSpan(request: SpanRequest, approach: Approach): AsyncGenerator<Uint8Array, void, void> {
  const { first, last, step } = request
  const start = spanStart(request.frameTable, first, approach)
  const wanted = Math.floor((last - first) / step) + 1
  const log = new SpanLog(request.frameTable, start, () => ffmpeg.stop())
  const ffmpeg = await startFfmpeg({
    args: spanArgs(request, approach, start, wanted),
    signal: request.signal,
    lowPriority: request.lowPriority,
    maxOutputBytes: wanted * request.frameBytes,
    onLogLine: (line) => log.take(line),
  })
  const finished = ffmpeg.finished.finally(() => log.end())
  finished.catch(() => undefined)
  let yielded = 0
  const into = request.into && ((): Uint8Array => request.into!(first + yielded * step))
  try {
    for await (const frame of packedFrames(ffmpeg.output, request.frameBytes, into)) {
      if (!(await log.agrees(first - start.anchor + yielded * step))) break
      yielded++
      yield frame
      if (yielded === wanted) return
    }
    const end = await finished
    const error = end.log.findLast((line) => line.includes('[error]') || line.includes('[fatal]')) ?? 'no error'
    throw new SpanMismatch(log.mismatch ?? `${yielded} of ${wanted} frames came; ${error}`)
  } finally {
    ffmpeg.stop()
  }
}

function spanArgs(request: SpanRequest, approach: Approach, start: SpanStart, wanted: number): string[] {
  const { step } = request
  const picks = pickFilters(request.frameTable, request, start)
  if (step > 1) picks.push(`select=not(mod(n\\,${step}))`)
  const before = [...threadArgs(request.threads), ...(request.upright ? [] : ['-noautorotate']), ...seekArgs(approach)]
  return [
    '-copyts',
    ...inputArgs(request.file, before),
    ...['-map', '0:V:0', '-fps_mode', 'passthrough', '-vf', [...picks, request.filters].join(',')],
    ...['-frames:v', String(wanted), '-pix_fmt', request.pixelFormat, '-f', 'rawvideo', 'pipe:1'],
  ]
}
