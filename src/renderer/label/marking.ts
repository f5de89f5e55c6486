/** Which frames a mark covers, and which edge comes next: pure, so that it can be checked without a window. */
import type { FrameRange } from '../../domain/frames.ts'

/** From where the key was pressed to where the playhead is now; the playhead may have gone backward. */
export function marked(start: number, playhead: number): FrameRange {
  return { first: Math.min(start, playhead), last: Math.max(start, playhead) }
}

/** The nearest first or last frame of a segment before or after the playhead; null where there is none. */
export function nextEdge(segments: readonly FrameRange[], playhead: number, direction: -1 | 1): number | null {
  let nearest: number | null = null
  for (const { first, last } of segments) {
    for (const edge of [first, last]) {
      const ahead = (edge - playhead) * direction
      if (ahead > 0 && (nearest === null || ahead < (nearest - playhead) * direction)) nearest = edge
    }
  }
  return nearest
}

/** A range with one bound set to a frame; the other bound follows where the two would cross. */
export function bounded(range: FrameRange, bound: 'first' | 'last', frame: number): FrameRange {
  return bound === 'first'
    ? { first: frame, last: Math.max(frame, range.last) }
    : { first: Math.min(frame, range.first), last: frame }
}
