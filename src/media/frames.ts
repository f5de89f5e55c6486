import type { FrameTable } from '../domain/frames.ts'
import { Problem } from '../domain/problem.ts'
import { checkFile } from './check-file.ts'
import { approaches, decodeSpan, SpanMismatch } from './span.ts'
import type { SpanRequest } from './span.ts'

/** A recording that has been indexed: what it takes to get exactly its frames again. */
export interface IndexedFootage {
  readonly file: string
  readonly frameTable: FrameTable
  /** As the index found it. False decodes from the start each time, which is slower and never wrong. */
  readonly seekable: boolean
}

/**
 * How a picture comes into a frame of another shape: `stretch` fills it and changes proportions, `cover` fills it and
 * cuts off what sticks out on two sides, `contain` shows all of it between black bars.
 */
export type Fit = 'stretch' | 'cover' | 'contain'

export interface FramesRequest extends IndexedFootage {
  /** First and last frame, as indices of the frame table, both included. */
  readonly first: number
  readonly last: number
  /** Every step-th frame from `first` on; 1 where not said. */
  readonly step?: number
  /** Size of the frames that come out: upright, with square pixels. */
  readonly width: number
  readonly height: number
  readonly fit: Fit
  /**
   * The array of a frame's size that a frame, named by its index in the frame table, is written into and handed out as.
   * Where left out each comes in an array of its own. May be asked twice for one frame, when decoding starts over.
   */
  readonly into?: (frame: number) => Uint8Array
  readonly signal?: AbortSignal
  readonly threads?: number
  readonly lowPriority?: boolean
}

/** Largest result of `decodeFrames`: what a typed array holds everywhere. */
const maxBytes = 2 ** 31 - 1

/** Number of frames that a request names. */
export function requestedFrames(request: Pick<FramesRequest, 'first' | 'last' | 'step'>): number {
  return Math.floor((request.last - request.first) / (request.step ?? 1)) + 1
}

/**
 * Exactly the named frames as RGB bytes, [frames, height, width, 3].
 * @throws RangeError when the table has no such frames or the result would pass 2 GiB (use `readFrames`);
 *   Problem as `readFrames`
 */
export async function decodeFrames(request: Omit<FramesRequest, 'into'>): Promise<Uint8Array> {
  const frameBytes = request.width * request.height * 3
  const bytes = requestedFrames(request) * frameBytes
  if (bytes > maxBytes) throw new RangeError(`${requestedFrames(request)} frames take ${bytes} bytes`)
  const all = new Uint8Array(bytes)
  const into = (frame: number): Uint8Array => {
    const offset = ((frame - request.first) / (request.step ?? 1)) * frameBytes
    return all.subarray(offset, offset + frameBytes)
  }
  for await (const _ of readFrames({ ...request, into }));
  return all
}

/**
 * Exactly the named frames, one at a time as RGB bytes [height, width, 3], decoded no faster than they are taken.
 * Starts from a key frame where the recording is seekable; every frame's timestamp is compared with the frame table
 * before it is handed out, and decoding starts over from the first frame when one differs. Leaving the loop ends ffmpeg.
 * @throws RangeError when the table has no such frames; Problem FILE_NOT_FOUND, FILE_NOT_READABLE, FILE_EMPTY,
 *   FILE_CHANGED when the file does not deliver the frames of its table, and what `startFfmpeg` throws
 */
export async function* readFrames(request: FramesRequest): AsyncGenerator<Uint8Array, void, void> {
  const step = request.step ?? 1
  checkRange(request, step)
  await checkFile(request.file)
  const { width, height, fit } = request
  const span: SpanRequest = {
    file: request.file,
    frameTable: request.frameTable,
    first: request.first,
    last: request.last,
    step,
    filters: fitFilters(width, height, fit),
    frameBytes: width * height * 3,
    pixelFormat: 'rgb24',
    upright: true,
    into: request.into,
    signal: request.signal,
    threads: request.threads,
    lowPriority: request.lowPriority,
  }
  yield* readSpan(span, request.seekable)
}

/**
 * Frames of a span, by the first approach that delivers them; where one breaks off, the next goes on with the frame
 * that is due. Same errors as `readFrames`.
 */
async function* readSpan(span: SpanRequest, seekable: boolean): AsyncGenerator<Uint8Array, void, void> {
  let due = span.first
  let mismatch: SpanMismatch | null = null
  for (const approach of approaches(span.frameTable, span.first, seekable)) {
    try {
      for await (const frame of decodeSpan({ ...span, first: due }, approach)) {
        due += span.step
        yield frame
      }
      return
    } catch (caught) {
      if (!(caught instanceof SpanMismatch)) throw caught
      mismatch = caught
    }
  }
  throw changedFootage(span.file, { frame: due }, mismatch)
}

/** What footage comes to that delivers other frames than those of its table, by every approach. */
export function changedFootage(file: string, details: Readonly<Record<string, number>>, cause: unknown): Problem {
  return new Problem(
    'FILE_CHANGED',
    `${file} no longer gives the frames it gave when it was imported: it was changed or damaged since. ` +
      'Put the original back, or import the file again as a new recording.',
    { details: { file, ...details }, cause },
  )
}

function checkRange({ first, last, frameTable, width, height }: FramesRequest, step: number): void {
  const whole = [first, last, step, width, height].every(Number.isInteger)
  if (!whole || first < 0 || last < first || last >= frameTable.pts.length || step < 1 || width < 1 || height < 1) {
    throw new RangeError(
      `frames ${first} to ${last} by ${step} at ${width}×${height} of a recording of ${frameTable.pts.length} frames`,
    )
  }
}

/**
 * Scaling by triangle filter over the covered source pixels, as torchvision's Resize(antialias=True) does; `dar` is the
 * shape of the picture with its pixels' aspect taken in. The bit-exact paths give the same bytes on every processor.
 */
export function fitFilters(width: number, height: number, fit: Fit): string {
  const shape = `${width}/${height}`
  const flags = 'flags=bilinear+accurate_rnd+full_chroma_int+bitexact'
  const scale = (w: string, h: string): string => `scale=w=${w}:h=${h}:${flags}`
  switch (fit) {
    case 'stretch':
      return `${scale(String(width), String(height))},format=rgb24`
    case 'cover': {
      const w = `if(gt(dar\\,${shape})\\,max(${width}\\,round(${height}*dar))\\,${width})`
      const h = `if(gt(dar\\,${shape})\\,${height}\\,max(${height}\\,round(${width}/dar)))`
      return `${scale(w, h)},format=rgb24,crop=${width}:${height}`
    }
    case 'contain': {
      const w = `if(gt(dar\\,${shape})\\,${width}\\,clip(round(${height}*dar)\\,1\\,${width}))`
      const h = `if(gt(dar\\,${shape})\\,clip(round(${width}/dar)\\,1\\,${height})\\,${height})`
      return `${scale(w, h)},format=rgb24,pad=${width}:${height}:-1:-1:black`
    }
  }
}
