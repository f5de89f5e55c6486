/**
 * Recordings of one session in one time. A session's time is that of its first recording, in seconds from its first frame; the
 * others are tied to it by one pair of moments (an offset), or by two (an offset and a drift: clocks that run differently).
 */
import { frameDurationSecs, frameToSecs, secsToFrame, type FrameRange, type FrameTable } from './frames.ts'
import { Problem } from './problem.ts'

/** This frame was on when the session's clock showed that. */
export interface SyncPoint {
  readonly frame: number
  readonly sessionSecs: number
}

/** sessionSecs = offsetSecs + rate · seconds of the recording. */
export interface SyncLine {
  readonly offsetSecs: number
  /** 1 where both clocks run alike. */
  readonly rate: number
}

/** A recording in the time of its session. */
export interface Placed {
  readonly table: FrameTable
  readonly line: SyncLine
  readonly lengthSecs: number
}

/** How many times slower than life a recording plays at most. */
export const mostSlowMotion = 1000

/** A clock that is off by more than this in a second is no clock: the points are mistaken. */
const largestDrift = 0.1

/** A recording that nothing ties to its session starts with it. */
export const untied: SyncLine = { offsetSecs: 0, rate: 1 }

/**
 * The line through one or two points; a recording in slow motion runs so many times slower than the session.
 * @param slowMotion how many times slower than life the recording plays
 * @throws Problem INVALID_INPUT for frames that are not there, the same moment twice, and clocks that can't be
 */
export function syncLine(points: readonly SyncPoint[], table: FrameTable, slowMotion = 1): SyncLine {
  const [first, second, third] = points
  if (first === undefined) return { offsetSecs: 0, rate: 1 / slowMotion }
  if (third !== undefined)
    throw new Problem('INVALID_INPUT', 'Two moments tie a recording to its session; three are too many.')
  for (const { frame } of points) {
    if (Number.isInteger(frame) && frame >= 0 && frame < table.pts.length) continue
    throw new Problem('INVALID_INPUT', `There is no frame ${frame}: the recording has ${table.pts.length} frames.`)
  }
  const at = (point: SyncPoint): number => frameToSecs(table, point.frame)
  const rate =
    second === undefined ? 1 / slowMotion : (second.sessionSecs - first.sessionSecs) / (at(second) - at(first))
  if (!Number.isFinite(rate) || Math.abs(rate * slowMotion - 1) > largestDrift) {
    throw new Problem(
      'INVALID_INPUT',
      'The two moments can’t both be right: between them one clock would run more than a tenth faster than the other. ' +
        'Choose two moments that lie far apart, and mark the same event in both recordings.',
      { details: { rate } },
    )
  }
  return { offsetSecs: first.sessionSecs - rate * at(first), rate }
}

/** When, by the session's clock, a frame came on. */
export function sessionSecsOf(frame: number, table: FrameTable, line: SyncLine): number {
  return sessionSecsAt(frameToSecs(table, frame), line)
}

/** What the session's clock shows so many seconds after the recording's first frame. */
export function sessionSecsAt(secs: number, { offsetSecs, rate }: SyncLine): number {
  return offsetSecs + rate * secs
}

/** The frame that was on at a moment of the session; null before the recording's first and after its last. */
export function frameAtSessionSecs(
  sessionSecs: number,
  table: FrameTable,
  line: SyncLine,
  lengthSecs: number,
): number | null {
  const secs = recordingSecsAt(sessionSecs, line)
  // A billionth of slack: seconds that were derived from a frame must lead back to it.
  if (secs < -1e-9 || secs > lengthSecs) return null
  return secsToFrame(table, Math.max(0, secs))
}

/** Seconds of the recording, from its first frame, when the session's clock shows that; below 0 before it began. */
export function recordingSecsAt(sessionSecs: number, { offsetSecs, rate }: SyncLine): number {
  return (sessionSecs - offsetSecs) / rate
}

/**
 * The frames of one recording that are on while those of another are: from the one that is on when the range begins to the
 * last that comes on before it ends. Null where the recording was not running.
 */
export function rangeIn(range: FrameRange, from: Placed, to: Placed): FrameRange | null {
  const endOf = (frame: number): number => frameToSecs(from.table, frame) + frameDurationSecs(from.table, frame)
  const place = (secs: number): number => recordingSecsAt(sessionSecsAt(secs, from.line), to.line)
  const startSecs = place(frameToSecs(from.table, range.first))
  const endSecs = place(endOf(range.last))
  const unitSecs = to.table.timeBase.num / to.table.timeBase.den
  // What shares less than a unit of the time base shares nothing: that is rounding.
  if (endSecs < unitSecs || startSecs > to.lengthSecs - unitSecs) return null
  const first = secsToFrame(to.table, Math.max(0, startSecs))
  // A frame that comes on at the very end is not in the range.
  return { first, last: Math.max(first, secsToFrame(to.table, endSecs - unitSecs)) }
}
