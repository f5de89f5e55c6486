/** Which clips of a set are decoded together. */
import type { Clip, ClipSet } from '../../contract/learning.ts'
import { keyFrameBefore, type FrameRange } from '../../domain/frames.ts'

/** Clips of one recording whose frames lie so close together that one decoding passes over all of them. */
export interface ClipRun {
  readonly file: string
  readonly range: FrameRange
  /** Places in the set, by their first frame. */
  readonly clips: readonly number[]
}

/** What starting a decoder costs, in frames that it could have decoded meanwhile: small, as a clip's frames are. */
const startFrames = 24

/**
 * Runs of clips that are ranges of indexed recordings, the longest first. Two clips come into one run where passing over
 * the frames between them costs no more than starting anew for the second: from the key frame before it, or from the
 * first frame of a recording that can't be entered elsewhere.
 * @param places clips to plan, as places in the set; each has a range of frames that its recording has
 */
export function planRuns(places: readonly number[], { clips, footage }: Pick<ClipSet, 'clips' | 'footage'>): ClipRun[] {
  const rangeOf = (place: number): FrameRange => clips[place]!.range!
  const byFile = Map.groupBy(places, (place) => clips[place]!.file)
  const runs = [...byFile].flatMap(([file, inFile]) => {
    const { frameTable, seekable } = footage[file]!
    const inRuns: { range: FrameRange; clips: number[] }[] = []
    for (const place of inFile.toSorted((a, b) => rangeOf(a).first - rangeOf(b).first)) {
      const { first, last } = rangeOf(place)
      const open = inRuns.at(-1)
      const anew = first - (seekable ? keyFrameBefore(frameTable, first) : 0) + startFrames
      if (open && first - open.range.last - 1 <= anew) {
        open.range = { first: open.range.first, last: Math.max(open.range.last, last) }
        open.clips.push(place)
      } else inRuns.push({ range: { first, last }, clips: [place] })
    }
    return inRuns.map((run) => ({ file, ...run }))
  })
  return runs.sort((a, b) => b.range.last - b.range.first - (a.range.last - a.range.first))
}

/** Whether a clip is a range of frames that its recording has. */
export function isIndexed({ file, range }: Clip, footage: ClipSet['footage']): boolean {
  const frames = footage[file]?.frameTable.pts.length ?? 0
  return range !== null && range.first <= range.last && range.last < frames
}
