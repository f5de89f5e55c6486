/** What may be done to a segment, and what it means. Bounds are frame indices, both ends included. */
import type { FrameRange } from './frames.ts'
import { Problem } from './problem.ts'

export type SegmentSource = 'human' | 'model'
export type SegmentState = 'proposed' | 'accepted' | 'edited' | 'rejected'
export type Decision = 'accepted' | 'rejected' | 'proposed'

/**
 * Bounds that a segment of a recording may have.
 * @param frames number of frames of the recording
 * @throws Problem INVALID_INPUT
 */
export function checkBounds(range: FrameRange, frames: number): void {
  const { first, last } = range
  if (!Number.isInteger(first) || !Number.isInteger(last) || first < 0 || last > frames - 1) {
    throw new Problem(
      'INVALID_INPUT',
      `Frames ${describeRange(range)} are outside the recording: it has ${frames} frames, 0–${frames - 1}.`,
      { details: { first, last, frames } },
    )
  }
  if (last < first) {
    throw new Problem('INVALID_INPUT', `A segment can't end (frame ${last}) before it starts (frame ${first}).`, {
      details: { first, last },
    })
  }
}

/**
 * A point label marks a moment: its segments have one frame.
 * @throws Problem INVALID_INPUT
 */
export function checkLength(
  range: FrameRange,
  label: { readonly name: string; readonly kind: 'state' | 'point' },
): void {
  if (label.kind === 'state' || range.first === range.last) return
  throw new Problem(
    'INVALID_INPUT',
    `“${label.name}” marks a moment, so it takes one frame, not ${describeRange(range)}. Give one frame, or make the label one with a length.`,
    { details: { first: range.first, last: range.last } },
  )
}

/** The state of a segment after a person changed its bounds or label. */
export function stateAfterChange(source: SegmentSource): SegmentState {
  return source === 'model' ? 'edited' : 'accepted'
}

/**
 * The state of a model's segment after a person's verdict. What a person edited stays 'edited' when accepted:
 * both mean yes, and 'edited' also says that the model's bounds were wrong.
 * @throws Problem INVALID_INPUT for a person's own segment
 */
export function stateAfterDecision(
  segment: { readonly source: SegmentSource; readonly state: SegmentState },
  decision: Decision,
): SegmentState {
  if (segment.source === 'human') {
    throw new Problem(
      'INVALID_INPUT',
      "A segment that a person drew is not accepted or rejected: only a model's proposals are. Remove it instead.",
    )
  }
  return decision === 'accepted' && segment.state === 'edited' ? 'edited' : decision
}

/** Frames in words: '120–188', or '120' for one frame. */
export function describeRange(range: FrameRange): string {
  return range.first === range.last ? `${range.first}` : `${range.first}–${range.last}`
}

/** 'frames 120–188', or 'frame 120' for one. */
export function framesText(range: FrameRange): string {
  return `${range.first === range.last ? 'frame' : 'frames'} ${describeRange(range)}`
}

/** Several segments in words: the one's label and frames, or how many. */
export function describeSegments(segments: readonly (FrameRange & { readonly label: string })[]): string {
  const only = segments.length === 1 ? segments[0] : undefined
  return only === undefined ? `${segments.length} segments` : `${only.label} ${describeRange(only)}`
}

/** A segment as its changes are told. `modifiers`: as it is stored. */
export interface DescribedSegment extends FrameRange {
  readonly label: string
  readonly comment: string
  readonly modifiers: string
  readonly rating: number | null
}

/** What a change of one segment was, in words: 'Move serve 120–188 to 124–190'. */
export function describeChange(before: DescribedSegment, after: DescribedSegment): string {
  const what = `${before.label} ${describeRange(before)}`
  if (before.label !== after.label) return `Change ${what} to ${after.label}`
  if (before.first !== after.first || before.last !== after.last) {
    const verb = before.last - before.first === after.last - after.first ? 'Move' : 'Trim'
    return `${verb} ${what} to ${describeRange(after)}`
  }
  if (before.rating !== after.rating) return after.rating === null ? `Unrate ${what}` : `Rate ${what} ${after.rating}`
  if (before.modifiers !== after.modifiers) return `Modifiers of ${what}`
  return `Comment on ${what}`
}
