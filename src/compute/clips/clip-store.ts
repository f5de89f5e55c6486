/** The decoded clips of a set, kept in memory as far as they fit. */
import type { Clip, ClipSet, Preprocessing } from '../../contract/learning.ts'
import { Problem, toProblem } from '../../domain/problem.ts'
import { decodeClip, decodePart } from './decode-clip.ts'

/** Of decoded clips in memory. */
const cacheBytes = 1.5e9
/** A clip larger than this is decoded anew, view by view, each time it is seen. */
const largestKeptBytes = cacheBytes / 12

export interface ClipStore {
  /** Frames of each clip. */
  readonly lengths: readonly number[]
  /** Frames of one clip by their numbers in it, RGB [frames, resize, resize, 3]. */
  frames(clip: number, frames: readonly number[]): Promise<Uint8Array>
}

export interface StoreOptions {
  readonly clipSet: Pick<ClipSet, 'clips' | 'footage'>
  readonly preprocessing: Preprocessing
  /** Clips that are decoded at once. */
  readonly decoders: number
  readonly onProgress: (done: number, total: number) => void
}

/**
 * Decodes every clip once: to know its length, to keep it where there is room, and to find those that can't be read
 * before hours are spent on the others.
 * @throws Problem DATASET_UNUSABLE naming every clip that can't be read
 */
export async function openClipStore(options: StoreOptions): Promise<ClipStore> {
  const { clipSet, preprocessing, decoders, onProgress } = options
  const { clips } = clipSet
  const lengths = new Array<number>(clips.length).fill(0)
  const kept = new Map<number, Uint8Array>()
  const failures: { clip: Clip; problem: Problem }[] = []
  const decoding = { footage: clipSet.footage, side: preprocessing.resize }
  const frameBytes = preprocessing.resize ** 2 * 3
  let keptBytes = 0
  let opened = 0

  const open = async (index: number): Promise<void> => {
    const clip = clips[index]!
    try {
      const decoded = await decodeClip(clip, decoding, largestKeptBytes)
      lengths[index] = decoded.lengthFrames
      // What came first stays. Epochs go through all clips in turn, and there the oldest is the next to be needed:
      // throwing it out for the newest would throw out everything in time.
      if (decoded.bytes && keptBytes + decoded.bytes.length <= cacheBytes) {
        kept.set(index, decoded.bytes)
        keptBytes += decoded.bytes.length
      }
    } catch (caught) {
      const problem = toProblem(caught)
      if (problem.code === 'FFMPEG_MISSING' || problem.code === 'INTERNAL') throw problem
      failures.push({ clip, problem })
    }
    onProgress(++opened, clips.length)
  }
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < clips.length) await open(next++)
  }
  await Promise.all(Array.from({ length: decoders }, worker))
  // In the order of the set, whichever decoder was first.
  failures.sort((a, b) => clips.indexOf(a.clip) - clips.indexOf(b.clip))
  if (failures.length > 0) throw unreadable(failures)

  return {
    lengths,
    async frames(index, frames) {
      const whole = kept.get(index)
      const part = { first: Math.min(...frames), last: Math.max(...frames) }
      const source = whole ?? (await decodePart(clips[index]!, part, decoding))
      const first = whole ? 0 : part.first
      const view = new Uint8Array(frames.length * frameBytes)
      frames.forEach((frame, place) => {
        const from = (frame - first) * frameBytes
        view.set(source.subarray(from, from + frameBytes), place * frameBytes)
      })
      return view
    },
  }
}

function unreadable(failures: readonly { clip: Clip; problem: Problem }[]): Problem {
  const named = failures.slice(0, 10).map(({ clip, problem }) => `${clip.key} (${problem.message})`)
  const more = failures.length > named.length ? ` and ${failures.length - named.length} more` : ''
  return new Problem(
    'DATASET_UNUSABLE',
    `${failures.length === 1 ? 'One clip' : `${failures.length} clips`} can't be read: ${named.join('; ')}${more}. ` +
      'Take them out of the set or replace their files.',
    {
      details: {
        clips: failures.map(({ clip, problem }) => ({
          key: clip.key,
          file: clip.file,
          code: problem.code,
          reason: problem.message,
        })),
      },
    },
  )
}
