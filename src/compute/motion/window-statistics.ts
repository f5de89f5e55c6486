/** Statistics of windows that overlap, from parts that don't. */
import type { FrameRange } from '../../domain/frames.ts'
import { addStatistics, emptyStatistics, type Encoder, type Statistics } from '../../motion/index.ts'

/**
 * A window has the trajectories that lie in it whole, from first frame to last: those whose last frame is in the window, and
 * not before a trajectory can end there. Where those stretches of last frames begin and end, time is cut; every window is the
 * sum of some of the parts.
 */
export interface WindowParts {
  /** Part of a trajectory's last frame; −1 where no window has it. */
  partOf(lastFrame: number): number
  /** Where each part's trajectories go. */
  statistics(part: number): Statistics
  /** Of a window. */
  sum(window: FrameRange): Statistics
  /** Parts that end before this frame are not needed any more. */
  forget(beforeFrame: number): void
}

/** @param trajectoryFrames that a trajectory passes through */
export function openWindowParts(
  windows: readonly FrameRange[],
  trajectoryFrames: number,
  encoder: Encoder,
): WindowParts {
  const endsOf = ({ first, last }: FrameRange): FrameRange => ({ first: first + trajectoryFrames - 1, last })
  const cuts = [
    ...new Set(
      windows.flatMap((window) => {
        const { first, last } = endsOf(window)
        return first <= last ? [first, last + 1] : []
      }),
    ),
  ].toSorted((a, b) => a - b)
  const parts = new Map<number, Statistics>()
  /** The last cut at or before a frame. */
  const partOf = (frame: number): number => {
    let [low, high] = [0, cuts.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (cuts[middle]! <= frame) low = middle + 1
      else high = middle
    }
    return low - 1 < cuts.length - 1 ? low - 1 : -1
  }
  return {
    partOf,
    statistics(part) {
      const found = parts.get(part) ?? emptyStatistics(encoder)
      parts.set(part, found)
      return found
    },
    sum(window) {
      const { first, last } = endsOf(window)
      const all = emptyStatistics(encoder)
      for (let part = cuts.indexOf(first); part >= 0 && part < cuts.length && cuts[part]! <= last; part++) {
        const found = parts.get(part)
        if (found) addStatistics(all, found)
      }
      return all
    },
    forget(beforeFrame) {
      for (const part of parts.keys()) if ((cuts[part + 1] ?? Infinity) <= beforeFrame) parts.delete(part)
    },
  }
}
