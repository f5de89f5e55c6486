/** What of a track is drawn: segments one by one where they are wide enough, and counted per column of pixels where they are not. */
import { frameAt, type View } from './geometry.ts'
import { between, type TrackIndex } from './track-index.ts'

/** Thinner segments are counted together. */
export const THIN_PX = 2

export interface Columns {
  /** Where the first column begins. Columns are a pixel wide. */
  readonly leftPx: number
  /** How many thin segments begin in each. */
  readonly counts: Uint32Array
  /** Frames that these cover. */
  readonly covered: Float64Array
  /** The place of the first of them. */
  readonly first: Int32Array
  /** How many of them are marked. */
  readonly marked: Uint32Array
}

/**
 * Sorts what is visible of a track into boxes and columns. Columns are counted from the recording's first frame: panning moves
 * them and changes none.
 * @param reachPx how far beyond both edges a segment's sign is still visible
 * @param shows whether a segment is drawn at all; null: all are @param marks whether it counts as marked; null: none does
 * @returns the places of the boxes from left to right, and the columns; null where no segment is thin
 */
export function sorted(
  index: TrackIndex,
  view: View,
  { widthPx, reachPx }: { widthPx: number; reachPx: number },
  shows: ((at: number) => boolean) | null,
  marks: ((at: number) => boolean) | null,
): { boxes: number[]; columns: Columns | null } {
  const { framesPerPx } = view
  const startFrame = Math.floor(frameAt(view, -reachPx))
  const [from, to] = between(index, startFrame, Math.ceil(frameAt(view, widthPx + reachPx)))
  const thinFrames = THIN_PX * framesPerPx
  const firstColumn = Math.floor(startFrame / framesPerPx)
  const boxes: number[] = []
  let columns: Columns | null = null
  for (let at = from; at < to; at++) {
    const first = index.first[at]!
    const last = index.last[at]!
    if (last < startFrame || (shows !== null && !shows(at))) continue
    const frames = last + 1 - first
    const column = Math.floor(first / framesPerPx) - firstColumn
    if (frames >= thinFrames || column < 0) {
      boxes.push(at)
      continue
    }
    columns ??= emptyColumns(Math.ceil(widthPx + 2 * reachPx) + 2, firstColumn - view.startFrame / framesPerPx)
    if (columns.counts[column]! === 0) columns.first[column] = at
    columns.counts[column]! += 1
    columns.covered[column]! += frames
    if (marks !== null && marks(at)) columns.marked[column]! += 1
  }
  return { boxes, columns }
}

function emptyColumns(count: number, leftPx: number): Columns {
  return {
    leftPx,
    counts: new Uint32Array(count),
    covered: new Float64Array(count),
    first: new Int32Array(count),
    marked: new Uint32Array(count),
  }
}

export interface Run {
  readonly leftPx: number
  widthPx: number
  /** The place of one of its segments, which tells its colour. */
  readonly at: number
  /** How much of its frames are covered, in fifths. */
  readonly level: number
  readonly marked: boolean
}

/** Heights that can be told apart. */
export const LEVELS = 5

/**
 * Neighbouring columns that look alike, as one.
 * @param looks what tells the look of a segment: two that look alike answer the same
 * @param alone given columns with a single segment, which then are in no run
 */
export function runsOf(
  { counts, covered, first, marked, leftPx }: Columns,
  framesPerPx: number,
  looks: (at: number) => unknown,
  alone: (at: number, leftPx: number) => void,
): Run[] {
  const runs: Run[] = []
  /** What the last run looks like, and the column after it. */
  let lastLook: unknown = null
  let end = -1
  for (let column = 0; column < counts.length; column++) {
    if (counts[column] === 0) continue
    const at = first[column]!
    if (counts[column] === 1) {
      alone(at, leftPx + column)
      continue
    }
    const look = looks(at)
    const level = Math.max(1, Math.min(LEVELS, Math.ceil((covered[column]! / framesPerPx) * LEVELS)))
    const isMarked = marked[column]! > 0
    const last = runs.at(-1)
    if (last !== undefined && end === column && lastLook === look && last.level === level && last.marked === isMarked) {
      last.widthPx++
    } else runs.push({ leftPx: leftPx + column, widthPx: 1, at, level, marked: isMarked })
    lastLook = look
    end = column + 1
  }
  return runs
}
