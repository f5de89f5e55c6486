/** Frames of a labelled clip: a whole file, or a range of an indexed recording. */
import type { Clip, ClipSet } from '../../contract/learning.ts'
import { rangeLength } from '../../domain/frames.ts'
import { Problem } from '../../domain/problem.ts'
import { decodeFrames, readFrames } from '../../media/frames.ts'
import { readWholeFile } from '../../media/whole-file.ts'

export interface DecodeOptions {
  readonly footage: ClipSet['footage']
  /** Side in pixels of the square that frames are scaled to. */
  readonly side: number
}

export interface WholeClip {
  readonly lengthFrames: number
  /** RGB [frames, side, side, 3]; null where that would be more than the limit. */
  readonly bytes: Uint8Array | null
}

/**
 * A clip from its first frame to its last. One that passes the limit is read to its end all the same: its length and
 * that it can be read are known then.
 * @throws Problem as `readFrames` and `readWholeFile`; DATASET_UNUSABLE where a range has no frame table
 */
export async function decodeClip(clip: Clip, options: DecodeOptions, limitBytes: number): Promise<WholeClip> {
  const frames: Uint8Array[] = []
  let bytes = 0
  let lengthFrames = 0
  for await (const frame of clipFrames(clip, options)) {
    lengthFrames++
    bytes += frame.length
    if (bytes <= limitBytes) frames.push(frame)
    else frames.length = 0
  }
  return { lengthFrames, bytes: bytes <= limitBytes ? joined(frames, bytes) : null }
}

/** Frames `first` to `last` of a clip, both included: RGB [frames, side, side, 3]. @throws as `decodeClip` */
export async function decodePart(
  clip: Clip,
  { first, last }: { first: number; last: number },
  options: DecodeOptions,
): Promise<Uint8Array> {
  const { range } = clip
  if (range !== null) {
    return decodeFrames({
      ...indexed(clip, options),
      first: range.first + first,
      last: range.first + last,
      ...square(options),
    })
  }
  const frames: Uint8Array[] = []
  let number = 0
  // A file that was never indexed can only be counted through from its start.
  for await (const frame of clipFrames(clip, options)) {
    if (number >= first) frames.push(frame)
    if (number++ === last) break
  }
  return joined(
    frames,
    frames.reduce((sum, frame) => sum + frame.length, 0),
  )
}

function clipFrames(clip: Clip, options: DecodeOptions): AsyncGenerator<Uint8Array, void, void> {
  const { file, range } = clip
  if (range === null) return readWholeFile({ file, ...square(options) })
  return readFrames({ ...indexed(clip, options), ...range, ...square(options) })
}

function indexed({ key, file, range }: Clip, { footage }: DecodeOptions) {
  const found = footage[file]
  if (found && range && rangeLength(range) > 0 && range.last < found.frameTable.pts.length) return found
  throw new Problem(
    'DATASET_UNUSABLE',
    `The clip ${key} names frames that ${file} does not have. Freeze the data set again.`,
    { details: { key, file } },
  )
}

/** One decoder thread each: there are as many decoders at work as there are cores. */
function square({ side }: DecodeOptions) {
  return { width: side, height: side, fit: 'stretch', threads: 1 } as const
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
