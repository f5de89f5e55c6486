/** The decoded clips of a set, kept in memory as far as they fit. */
import type { Clip, ClipSet, Preprocessing } from '../../contract/learning.ts'
import { rangeLength } from '../../domain/frames.ts'
import { Problem, toProblem } from '../../domain/problem.ts'
import { isIndexed, planRuns, type ClipRun } from './clip-runs.ts'
import { decodePart, decodeRun, decodeWholeFile, notInRecording, type DecodeOptions } from './decode-clip.ts'
import { taskLimit } from './task-limit.ts'

/** Of decoded clips in memory. */
const cacheBytes = 1.5e9
/** A clip larger than this is decoded anew, view by view, each time it is seen. */
const largestKeptBytes = cacheBytes / 12

export interface ClipStore {
  /** Frames of each clip. */
  readonly lengths: readonly number[]
  /** Frames of one clip by their numbers in it, RGB [frames, resize, resize, 3]: to be read, not written. */
  frames(clip: number, frames: readonly number[]): Promise<Uint8Array>
}

export interface StoreOptions {
  readonly clipSet: Pick<ClipSet, 'clips' | 'footage'>
  readonly preprocessing: Preprocessing
  /** Cores that decode. */
  readonly decoders: number
  readonly onProgress: (done: number, total: number) => void
}

/**
 * Decodes every clip once: to know its length, to keep it where there is room, and to find those that can't be read
 * before hours are spent on the others. Clips that lie close together in a recording are decoded in one go.
 * @throws Problem DATASET_UNUSABLE naming every clip that can't be read
 */
export async function openClipStore({
  clipSet,
  preprocessing,
  decoders,
  onProgress,
}: StoreOptions): Promise<ClipStore> {
  const { clips, footage } = clipSet
  const frameBytes = preprocessing.resize ** 2 * 3
  const lengths = new Array<number>(clips.length).fill(0)
  const failures: { clip: Clip; problem: Problem }[] = []
  const keep = keeper()
  const limited = taskLimit(decoders)
  let opened = 0

  const places = clips.map((_, place) => place)
  const wholeFiles = places.filter((place) => clips[place]!.range === null)
  const ranges = Map.groupBy(
    places.filter((place) => clips[place]!.range !== null),
    (place) => isIndexed(clips[place]!, footage),
  )
  const runs = planRuns(ranges.get(true) ?? [], clipSet)
  // Many short decodings are quickest side by side, each in one thread; few long ones need threads of their own.
  const threads = Math.max(1, Math.floor(decoders / (runs.length + wholeFiles.length)))
  const decoding: DecodeOptions = { clips, footage, side: preprocessing.resize, threads }

  const done = (place: number, lengthFrames: number): void => {
    lengths[place] = lengthFrames
    onProgress(++opened, clips.length)
  }
  const failed = (place: number, caught: unknown): void => {
    const problem = toProblem(caught)
    if (problem.code === 'FFMPEG_MISSING' || problem.code === 'INTERNAL') throw problem
    keep.drop(place)
    failures.push({ clip: clips[place]!, problem })
    onProgress(++opened, clips.length)
  }
  const openRun = async (run: ClipRun): Promise<void> => {
    const open = new Set(run.clips)
    const length = (place: number): number => rangeLength(clips[place]!.range!)
    try {
      await decodeRun(run, decoding, {
        room: (place) => keep.room(place, length(place) * frameBytes),
        done(place) {
          open.delete(place)
          done(place, length(place))
        },
      })
    } catch (caught) {
      if (run.clips.length === 1) return failed(run.clips[0]!, caught)
      // One by one it shows which of them can be read all the same.
      for (const place of open) await openRun({ file: run.file, range: clips[place]!.range!, clips: [place] })
    }
  }
  const openWholeFile = async (place: number): Promise<void> => {
    try {
      const { lengthFrames, bytes } = await decodeWholeFile(clips[place]!.file, decoding, largestKeptBytes)
      if (bytes) keep.room(place, bytes.length)?.set(bytes)
      done(place, lengthFrames)
    } catch (caught) {
      failed(place, caught)
    }
  }
  for (const place of ranges.get(false) ?? []) failed(place, notInRecording(clips[place]!))
  await Promise.all([
    ...runs.map((run) => limited(() => openRun(run))),
    ...wholeFiles.map((place) => limited(() => openWholeFile(place))),
  ])
  // In the order of the set, whichever decoder was first.
  failures.sort((a, b) => clips.indexOf(a.clip) - clips.indexOf(b.clip))
  if (failures.length > 0) throw unreadable(failures)

  return {
    lengths,
    async frames(index, frames) {
      const whole = keep.clip(index)
      const part = { first: Math.min(...frames), last: Math.max(...frames) }
      const source = whole ?? (await limited(() => decodePart(clips[index]!, part, { ...decoding, threads: 1 })))
      const first = whole ? 0 : part.first
      const frameOf = (frame: number): Uint8Array =>
        source.subarray((frame - first) * frameBytes, (frame - first + 1) * frameBytes)
      if (frames.every((frame, place) => frame === part.first + place)) {
        return source.subarray((part.first - first) * frameBytes, (part.last - first + 1) * frameBytes)
      }
      const view = new Uint8Array(frames.length * frameBytes)
      frames.forEach((frame, place) => view.set(frameOf(frame), place * frameBytes))
      return view
    },
  }
}

/** Decoded clips by their place in the set, as far as there is room for them. */
function keeper() {
  const kept = new Map<number, Uint8Array>()
  let keptBytes = 0
  const drop = (place: number): void => {
    keptBytes -= kept.get(place)?.length ?? 0
    kept.delete(place)
  }
  return {
    /** An array to decode a clip into, or null where it finds no room. */
    room(place: number, bytes: number): Uint8Array | null {
      drop(place)
      // What came first stays. Epochs go through all clips in turn, and there the oldest is the next to be needed:
      // throwing it out for the newest would throw out everything in time.
      if (bytes > largestKeptBytes || keptBytes + bytes > cacheBytes) return null
      const room = new Uint8Array(bytes)
      kept.set(place, room)
      keptBytes += bytes
      return room
    },
    drop,
    clip: (place: number): Uint8Array | undefined => kept.get(place),
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
