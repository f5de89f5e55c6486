/** From a sliding window's scores over a recording to segments that a person can accept, edit or reject. */
import { rangeLength, type FrameRange } from './frames.ts'
import { highest } from './metrics.ts'

/** Scores of one window of frames, one per label, adding up to one. */
export interface ScoredWindow extends FrameRange {
  readonly scores: readonly number[]
}

/** A stretch that the network takes for one label. */
export interface ProposedSegment extends FrameRange {
  /** Index of the label. */
  readonly label: number
  /** Mean score of the label over the stretch's frames, 0 to 1. */
  readonly confidence: number
}

export interface ProposalOptions {
  /** A frame belongs to a label whose smoothed score is at least this; also the least confidence of a segment. */
  readonly minConfidence: number
  /** Shorter stretches are dropped. */
  readonly minLengthFrames: number
  /** Stretches of one label with at most this many frames between them become one. */
  readonly maxGapFrames: number
  /** Index of the label that stands for nothing: frames for which it is the highest belong to none. */
  readonly background?: number | undefined
}

/** Frames from the first to the last frame of a window: `frames` of them, every `frameStep`-th. */
export function windowLength(frames: number, frameStep: number): number {
  return (frames - 1) * frameStep + 1
}

/**
 * The windows over a recording: one every `hopFrames`, and a last one that ends with the recording, so that no frame is
 * left out. A recording shorter than a window gets one that holds all of it.
 */
export function slidingWindows(totalFrames: number, lengthFrames: number, hopFrames: number): FrameRange[] {
  if (totalFrames <= 0) return []
  if (totalFrames <= lengthFrames) return [{ first: 0, last: totalFrames - 1 }]
  const lastStart = totalFrames - lengthFrames
  const starts: number[] = []
  for (let first = 0; first < lastStart; first += hopFrames) starts.push(first)
  starts.push(lastStart)
  return starts.map((first) => ({ first, last: first + lengthFrames - 1 }))
}

/**
 * Segments that the scores speak for, in order of time; no two share a frame. A frame's scores are the mean over the
 * windows that hold it; it belongs to the label with the highest, where that reaches `minConfidence`. Neighbouring
 * frames of one label make a stretch; near stretches of one label with no other between them join; too short ones go.
 */
export function proposeSegments(windows: readonly ScoredWindow[], options: ProposalOptions): ProposedSegment[] {
  const scores = frameScores(windows)
  const runs = joinNear(labelRuns(scores, options), options.maxGapFrames)
  // A recording that is shorter than any segment may be one as a whole.
  const least = Math.min(options.minLengthFrames, scores.length)
  const long = runs.filter((run) => rangeLength(run) >= least)
  // Once more: what stood between two of them may have been too short to stay.
  return joinNear(long, options.maxGapFrames)
    .map((run) => ({ ...run, confidence: meanScore(scores, run) }))
    .filter(({ confidence }) => confidence >= options.minConfidence)
}

/**
 * Mean scores of the windows that hold each frame, from frame 0 to the last that any window holds; null for frames that
 * none holds.
 */
export function frameScores(windows: readonly ScoredWindow[]): (readonly number[] | null)[] {
  const classes = windows[0]?.scores.length ?? 0
  const frames = windows.reduce((most, { last }) => Math.max(most, last + 1), 0)
  // Differences at the windows' edges, summed up on the way through: each frame costs the same however many windows hold it.
  const changes = new Float64Array((frames + 1) * (classes + 1))
  for (const { first, last, scores } of windows) {
    for (let label = 0; label < classes; label++) {
      changes[first * (classes + 1) + label]! += scores[label]!
      changes[(last + 1) * (classes + 1) + label]! -= scores[label]!
    }
    changes[first * (classes + 1) + classes]! += 1
    changes[(last + 1) * (classes + 1) + classes]! -= 1
  }
  const sums = new Float64Array(classes + 1)
  return Array.from({ length: frames }, (_, frame) => {
    for (let i = 0; i <= classes; i++) sums[i]! += changes[frame * (classes + 1) + i]!
    const held = sums[classes]!
    return held < 0.5 ? null : Array.from(sums.subarray(0, classes), (total) => total / held)
  })
}

interface LabelRun extends FrameRange {
  readonly label: number
}

function labelRuns(
  scores: readonly (readonly number[] | null)[],
  { minConfidence, background }: ProposalOptions,
): LabelRun[] {
  const runs: LabelRun[] = []
  let open: { label: number; first: number } | null = null
  for (let frame = 0; frame <= scores.length; frame++) {
    const of = scores[frame] ?? null
    const best = of === null ? -1 : highest(of)
    const isOne = of !== null && best >= 0 && best !== background && of[best]! >= minConfidence
    const label = isOne ? best : -1
    if (open && open.label !== label) {
      runs.push({ label: open.label, first: open.first, last: frame - 1 })
      open = null
    }
    if (!open && label >= 0) open = { label, first: frame }
  }
  return runs
}

function joinNear(runs: readonly LabelRun[], maxGapFrames: number): LabelRun[] {
  const joined: LabelRun[] = []
  for (const run of runs) {
    const before = joined.at(-1)
    if (before?.label === run.label && run.first - before.last - 1 <= maxGapFrames) {
      joined[joined.length - 1] = { ...before, last: run.last }
    } else joined.push(run)
  }
  return joined
}

function meanScore(scores: readonly (readonly number[] | null)[], { label, first, last }: LabelRun): number {
  let total = 0
  for (let frame = first; frame <= last; frame++) total += scores[frame]?.[label] ?? 0
  // Sums of shares may pass 1 by a rounding error.
  return Math.min(1, total / (last - first + 1))
}
