/** Every clip of a set is decoded once, before anything is learned from it. */
import type { Clip, ClipSet, Preprocessing } from '../../contract/learning.ts'
import { rangeLength } from '../../domain/frames.ts'
import { Problem, toProblem } from '../../domain/problem.ts'
import { isIndexed, planRuns, type ClipRun } from './clip-runs.ts'
import { decodeRun, decodeWholeFile, notInRecording } from './decode-clip.ts'
import { largestKeptBytes, type KeptClips } from './kept-clips.ts'

export interface StoreOptions {
  readonly clipSet: Pick<ClipSet, 'clips' | 'footage'>
  readonly preprocessing: Preprocessing
  /** Cores that decode. */
  readonly decoders: number
  readonly onProgress: (done: number, total: number) => void
}

/** What opening a set showed. */
export interface OpenedClips {
  /** Frames of each clip. */
  readonly lengths: readonly number[]
  /** Clips whose files are damaged, as places in the set: what decodes of them is used. */
  readonly damaged: readonly number[]
}

/**
 * Decodes all clips: to know their lengths, to keep them where there is room, and to find those that can't be read before
 * hours are spent on the others. Clips that lie close together in a recording are decoded in one go.
 * @param limited starts decoders, as many at once as there are cores
 * @throws Problem DATASET_UNUSABLE naming every clip that can't be read
 */
export async function openClips(
  { clipSet, preprocessing, decoders, onProgress }: StoreOptions,
  kept: KeptClips,
  limited: (task: () => Promise<void>) => Promise<void>,
): Promise<OpenedClips> {
  const { clips, footage } = clipSet
  const lengths = clips.map(() => 0)
  const damaged: number[] = []
  const failures = new Map<number, Problem>()
  const places = [...clips.keys()]
  const wholeFiles = places.filter((place) => clips[place]!.range === null)
  const indexed = places.filter((place) => isIndexed(clips[place]!, footage))
  const runs = planRuns(indexed, clipSet)
  // Many short decodings are quickest side by side, each in one thread; few long ones need threads of their own.
  const threads = Math.max(1, Math.floor(decoders / (runs.length + wholeFiles.length)))
  const decoding = { clips, footage, side: preprocessing.resize, threads }
  const frameBytes = preprocessing.resize ** 2 * 3

  let opened = 0
  const done = (place: number, lengthFrames: number): void => {
    lengths[place] = lengthFrames
    onProgress(++opened, clips.length)
  }
  const failed = (place: number, caught: unknown): void => {
    const problem = toProblem(caught)
    if (problem.code === 'FFMPEG_MISSING' || problem.code === 'INTERNAL') throw problem
    kept.drop(place)
    failures.set(place, problem)
    onProgress(++opened, clips.length)
  }
  const openRun = async (run: ClipRun): Promise<void> => {
    const open = new Set(run.clips)
    const lengthOf = (place: number): number => rangeLength(clips[place]!.range!)
    try {
      await decodeRun(run, decoding, {
        room: (place) => kept.room(place, lengthOf(place) * frameBytes),
        done(place) {
          open.delete(place)
          done(place, lengthOf(place))
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
      const { lengthFrames, bytes, isDamaged } = await decodeWholeFile(clips[place]!.file, decoding, largestKeptBytes)
      if (bytes) kept.room(place, bytes.length)?.set(bytes)
      if (isDamaged) damaged.push(place)
      done(place, lengthFrames)
    } catch (caught) {
      failed(place, caught)
    }
  }

  for (const place of places) {
    if (clips[place]!.range !== null && !isIndexed(clips[place]!, footage)) failed(place, notInRecording(clips[place]!))
  }
  await Promise.all([
    ...runs.map((run) => limited(() => openRun(run))),
    ...wholeFiles.map((place) => limited(() => openWholeFile(place))),
  ])
  // In the order of the set, whichever decoder was first.
  const unread = places.flatMap((place) => {
    const problem = failures.get(place)
    return problem ? [{ clip: clips[place]!, problem }] : []
  })
  if (unread.length > 0) throw unreadableClips(unread)
  return { lengths, damaged: damaged.sort((a, b) => a - b) }
}

/** Names every clip that can't be read. @param failures in the order of the set */
export function unreadableClips(failures: readonly { clip: Clip; problem: Problem }[]): Problem {
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
