/** Frames of labelled clips: whole files, or ranges of indexed recordings. */
import type { Clip, ClipSet } from '../../contract/learning.ts'
import type { FrameRange } from '../../domain/frames.ts'
import { Problem } from '../../domain/problem.ts'
import { decodeFrames, readFrames } from '../../media/frames.ts'
import { readWholeFile } from '../../media/whole-file.ts'
import { isIndexed, type ClipRun } from './clip-runs.ts'

export interface DecodeOptions {
  readonly clips: readonly Clip[]
  readonly footage: ClipSet['footage']
  /** Side in pixels of the square that frames are scaled to. */
  readonly side: number
  /** Threads of each decoder. */
  readonly threads: number
}

/** What becomes of the clips of a run while it is decoded. */
export interface RunTaker {
  /** Where the frames of a clip are to be written, RGB [frames, side, side, 3]; null for a clip that is not kept. */
  room(place: number): Uint8Array | null
  /** All frames of a clip came. */
  done(place: number): void
}

/**
 * Decodes a run from its first frame to its last, each frame once, straight into the clips that it belongs to.
 * @throws Problem as `readFrames`; clips that were not done by then did not come whole
 */
export async function decodeRun(run: ClipRun, options: DecodeOptions, { room, done }: RunTaker): Promise<void> {
  const { side } = options
  const frameBytes = side * side * 3
  const between = new Uint8Array(frameBytes)
  const waiting = run.clips.map((place) => ({ place, range: options.clips[place]!.range! }))
  let open: { place: number; range: FrameRange; bytes: Uint8Array | null }[] = []
  let places: Uint8Array[] = []
  const into = (frame: number): Uint8Array => {
    while (waiting.length > 0 && waiting[0]!.range.first <= frame) {
      const { place, range } = waiting.shift()!
      open.push({ place, range, bytes: room(place) })
    }
    places = open.flatMap(({ range, bytes }) => {
      const offset = (frame - range.first) * frameBytes
      return bytes ? [bytes.subarray(offset, offset + frameBytes)] : []
    })
    return places[0] ?? between
  }
  let frame = run.range.first
  for await (const pixels of readFrames({ ...options.footage[run.file]!, ...run.range, ...square(options), into })) {
    for (const copy of places.slice(1)) copy.set(pixels)
    for (const { place, range } of open) if (range.last === frame) done(place)
    open = open.filter(({ range }) => range.last > frame)
    frame++
  }
}

export interface WholeClip {
  readonly lengthFrames: number
  /** RGB [frames, side, side, 3]; null where that would be more than the limit. */
  readonly bytes: Uint8Array | null
  /** Some of the file does not decode. */
  readonly isDamaged: boolean
}

/**
 * A clip that is a whole file. One that passes the limit is read to its end all the same: its length and that it can be
 * read are known then.
 * @throws Problem as `readWholeFile`
 */
export async function decodeWholeFile(
  file: string,
  options: Pick<DecodeOptions, 'side' | 'threads'>,
  limitBytes: number,
): Promise<WholeClip> {
  const frames: Uint8Array[] = []
  let bytes = 0
  let lengthFrames = 0
  let isDamaged = false
  const onDamage = (): void => void (isDamaged = true)
  for await (const frame of readWholeFile({ file, ...square(options), onDamage })) {
    lengthFrames++
    bytes += frame.length
    if (bytes <= limitBytes) frames.push(frame)
    else frames.length = 0
  }
  return { lengthFrames, bytes: bytes <= limitBytes ? joined(frames, bytes) : null, isDamaged }
}

/**
 * Frames `first` to `last` of a clip, both included: RGB [frames, side, side, 3].
 * @throws Problem as `readFrames` and `readWholeFile`; DATASET_UNUSABLE where a range is not one of its recording's
 */
export async function decodePart(
  clip: Clip,
  { first, last }: FrameRange,
  options: Omit<DecodeOptions, 'clips'>,
): Promise<Uint8Array> {
  const { file, range } = clip
  if (range !== null) {
    if (!isIndexed(clip, options.footage)) throw notInRecording(clip)
    const wanted = { first: range.first + first, last: range.first + last }
    return decodeFrames({ ...options.footage[file]!, ...wanted, ...square(options) })
  }
  const frames: Uint8Array[] = []
  let number = 0
  // A file that was never indexed can only be counted through from its start.
  for await (const frame of readWholeFile({ file, ...square(options) })) {
    if (number >= first) frames.push(frame)
    if (number++ === last) break
  }
  return joined(
    frames,
    frames.reduce((sum, frame) => sum + frame.length, 0),
  )
}

export function notInRecording({ key, file }: Clip): Problem {
  return new Problem(
    'DATASET_UNUSABLE',
    `The clip ${key} names frames that ${file} does not have. Freeze the data set again.`,
    { details: { key, file } },
  )
}

function square({ side, threads }: Pick<DecodeOptions, 'side' | 'threads'>) {
  return { width: side, height: side, fit: 'stretch', threads } as const
}

function joined(frames: readonly Uint8Array[], bytes: number): Uint8Array {
  const all = new Uint8Array(bytes)
  let offset = 0
  for (const frame of frames) {
    all.set(frame, offset)
    offset += frame.length
  }
  return all
}
