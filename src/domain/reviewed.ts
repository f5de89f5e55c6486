/** Ranges that a person has looked through: what is unlabelled there is nothing, and elsewhere not known. */
import { rangeLength, type FrameRange } from './frames.ts'

/** A range joined with all that it overlaps or touches, and those that thereby go. */
export function joined<Range extends FrameRange>(
  ranges: readonly Range[],
  added: FrameRange,
): { range: FrameRange; replaced: Range[] } {
  let range: FrameRange = { first: added.first, last: added.last }
  const replaced: Range[] = []
  // In order, so that a range that the union has grown to is found too.
  for (const one of ranges.toSorted((a, b) => a.first - b.first)) {
    if (one.last + 1 < range.first || one.first > range.last + 1) continue
    range = { first: Math.min(range.first, one.first), last: Math.max(range.last, one.last) }
    replaced.push(one)
  }
  return { range, replaced }
}

/** What is left of a range without another: none, one or two pieces. */
export function without({ first, last }: FrameRange, taken: FrameRange): FrameRange[] {
  const before = { first, last: Math.min(last, taken.first - 1) }
  const after = { first: Math.max(first, taken.last + 1), last }
  return [before, after].filter((piece) => piece.first <= piece.last)
}

/** Share of a recording's frames that lie in ranges of which no two overlap; 0 for a recording without frames. */
export function reviewedShare(ranges: readonly FrameRange[], frames: number): number {
  const reviewed = ranges.reduce((sum, range) => sum + rangeLength(range), 0)
  return frames === 0 ? 0 : reviewed / frames
}
