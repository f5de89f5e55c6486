/**
 * Frames and time. A frame is known by its index among the frames that really decode, in presentation order.
 * Its time is its presentation timestamp (pts), an integer in the stream's time base. Seconds are derived from it.
 */

/** Length of one timestamp unit in seconds, as the fraction num / den. */
export interface TimeBase {
  readonly num: number
  readonly den: number
}

/** What decoding every frame of a recording showed. The one source of time for everything else. */
export interface FrameTable {
  readonly timeBase: TimeBase
  /** Presentation timestamp of each frame, strictly increasing, in timeBase units. May start anywhere, also below zero. */
  readonly pts: readonly number[]
  /** Indices of the frames that decode without any other, increasing. */
  readonly keyFrames: readonly number[]
}

/** First and last frame of a stretch of a recording, both included. */
export interface FrameRange {
  readonly first: number
  readonly last: number
}

/** Number of frames in the table. */
export function frameCount(table: FrameTable): number {
  return table.pts.length
}

/** Seconds of a timestamp: pts · num / den. */
export function ptsToSecs(pts: number, timeBase: TimeBase): number {
  return (pts * timeBase.num) / timeBase.den
}

/**
 * Seconds from the start of the recording (its first frame) to a frame.
 * @throws RangeError when the table has no such frame.
 */
export function frameToSecs(table: FrameTable, frameIndex: number): number {
  return ptsToSecs(ptsOf(table, frameIndex) - ptsOf(table, 0), table.timeBase)
}

/**
 * The frame that is on screen at a time: the last one whose timestamp is not after it.
 * Times before the first frame give frame 0, times after the last give the last.
 * @param secs seconds from the first frame
 */
export function secsToFrame(table: FrameTable, secs: number): number {
  const wanted = ptsOf(table, 0) + (secs * table.timeBase.den) / table.timeBase.num
  // Half a unit of slack: seconds that were derived from a timestamp must lead back to its frame.
  const limit = wanted + 0.5
  let low = 0
  let high = table.pts.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (table.pts[middle]! <= limit) low = middle
    else high = middle - 1
  }
  return low
}

/**
 * The frame that is on screen so many seconds after another, below 0 before it. Where none is nearer, as in a pause of the
 * recording, it is the next one all the same: who steps by seconds gets on.
 */
export function frameBySecs(table: FrameTable, frameIndex: number, secs: number): number {
  const found = secsToFrame(table, frameToSecs(table, frameIndex) + secs)
  if (found !== frameIndex) return found
  return Math.max(0, Math.min(table.pts.length - 1, frameIndex + Math.sign(secs)))
}

/** Seconds a frame stays on screen: to the next frame, for the last one as long as the typical frame. */
export function frameDurationSecs(table: FrameTable, frameIndex: number): number {
  const pts = ptsOf(table, frameIndex)
  const next = table.pts[frameIndex + 1]
  return next === undefined ? typicalFrameSecs(table) : ptsToSecs(next - pts, table.timeBase)
}

/** Median distance between neighbouring frames in seconds; 0 for a single frame. */
export function typicalFrameSecs(table: FrameTable): number {
  const gaps = table.pts.slice(1).map((pts, i) => pts - table.pts[i]!)
  if (gaps.length === 0) return 0
  gaps.sort((a, b) => a - b)
  return ptsToSecs(gaps[Math.floor(gaps.length / 2)]!, table.timeBase)
}

/** Seconds from the start of the first frame to the end of the last. */
export function durationSecs(table: FrameTable): number {
  const last = table.pts.length - 1
  return last < 0 ? 0 : frameToSecs(table, last) + frameDurationSecs(table, last)
}

/**
 * Whether frames are unevenly spaced. Rounding of timestamps to the time base (one unit either way)
 * is not variation: 29.97 fps in milliseconds alternates between 33 and 34.
 */
export function isVariableFrameRate(table: FrameTable): boolean {
  let least = Infinity
  let most = -Infinity
  for (let i = 1; i < table.pts.length; i++) {
    const gap = table.pts[i]! - table.pts[i - 1]!
    least = Math.min(least, gap)
    most = Math.max(most, gap)
  }
  return most - least > 2
}

/** The last key frame at or before a frame; 0 where the table names none. */
export function keyFrameBefore(table: FrameTable, frameIndex: number): number {
  let found = 0
  for (const key of table.keyFrames) {
    if (key > frameIndex) break
    found = key
  }
  return found
}

/** Number of frames in a range, both ends included. */
export function rangeLength(range: FrameRange): number {
  return range.last - range.first + 1
}

/** Whether two ranges share a frame. */
export function rangesOverlap(a: FrameRange, b: FrameRange): boolean {
  return a.first <= b.last && b.first <= a.last
}

/** From the first frame of all ranges to the last; of at least one. */
export function spanOf(ranges: readonly FrameRange[]): FrameRange {
  let [first, last] = [Infinity, -Infinity]
  for (const range of ranges) {
    first = Math.min(first, range.first)
    last = Math.max(last, range.last)
  }
  return { first, last }
}

/** Frames that two ranges share over frames that either has: temporal intersection over union. */
export function temporalIou(a: FrameRange, b: FrameRange): number {
  const shared = Math.min(a.last, b.last) - Math.max(a.first, b.first) + 1
  return shared <= 0 ? 0 : shared / (rangeLength(a) + rangeLength(b) - shared)
}

function ptsOf(table: FrameTable, frameIndex: number): number {
  const pts = table.pts[frameIndex]
  if (pts === undefined) throw new RangeError(`frame ${frameIndex} of ${table.pts.length}`)
  return pts
}
