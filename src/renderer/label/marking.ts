/** Which frames a mark covers, and which edge comes next: pure, so that it can be checked without a window. */
import type { FrameRange } from '../../domain/frames.ts'

/** From where a label was started to where it ends; the playhead may have gone backward. */
export function marked(start: number, end: number): FrameRange {
  return { first: Math.min(start, end), last: Math.max(start, end) }
}

/**
 * The same for a label that ends because another of its set starts: up to the frame before, seen from where it began. Null where
 * the other starts on the very frame.
 */
export function markedUntil(start: number, next: number): FrameRange | null {
  if (next === start) return null
  return next > start ? { first: start, last: next - 1 } : { first: next + 1, last: start }
}

/**
 * Where a mark ends: at the frame that was seen, but never on the other side of its start only because of the reaction lag.
 * @param shown the frame on screen
 * @param seen the frame that was on screen when the person saw it
 */
export function endOf(start: number, { shown, seen }: { readonly shown: number; readonly seen: number }): number {
  return shown >= start ? Math.max(start, seen) : Math.min(start, seen)
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

/** The segment before or after the selected one, else the one that starts nearest to the playhead on that side; null where none is. */
export function nextSegment<Shown extends FrameRange & { readonly id: string }>(
  ordered: readonly Shown[],
  { selectedId, playhead }: { readonly selectedId: string | null; readonly playhead: number },
  direction: -1 | 1,
): Shown | null {
  const at = ordered.findIndex((segment) => segment.id === selectedId)
  if (at !== -1) return ordered[at + direction] ?? null
  const found =
    direction === 1
      ? ordered.find((segment) => segment.first >= playhead)
      : ordered.findLast((segment) => segment.first <= playhead)
  return found ?? null
}

/** A range with one bound set to a frame; the other bound follows where the two would cross. */
export function bounded(range: FrameRange, bound: 'first' | 'last', frame: number): FrameRange {
  return bound === 'first'
    ? { first: frame, last: Math.max(frame, range.last) }
    : { first: Math.min(frame, range.first), last: frame }
}
