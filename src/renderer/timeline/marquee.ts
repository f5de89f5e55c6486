/** A rectangle that is drawn over the rows, and the segments that it touches. */
import type { Segment } from '../../contract/things.ts'
import { slotOf, type Slot } from './hit.ts'
import type { Row } from './rows.ts'
import { between } from './track-index.ts'

export interface Marquee {
  /** Fractional frames, so that it keeps its place in the recording while the view moves. */
  readonly fromFrame: number
  readonly toFrame: number
  readonly top: number
  readonly bottom: number
}

export function marqueeOf(a: { frame: number; y: number }, b: { frame: number; y: number }): Marquee {
  return {
    fromFrame: Math.min(a.frame, b.frame),
    toFrame: Math.max(a.frame, b.frame),
    top: Math.min(a.y, b.y),
    bottom: Math.max(a.y, b.y),
  }
}

/** Segments of which some part lies in the rectangle. */
export function inMarquee(rows: readonly Row[], marquee: Marquee): Segment[] {
  const first = Math.floor(marquee.fromFrame)
  const last = Math.ceil(marquee.toFrame) - 1
  return rows
    .filter(({ top, heightPx }) => top < marquee.bottom && top + heightPx > marquee.top)
    .flatMap((row) => {
      const [from, to] = between(row.index, first, last)
      return row.index.segments
        .slice(from, to)
        .filter((segment, i) => segment.last >= first && touches(marquee, slotOf(row, from + i)))
    })
}

export function touches({ top, bottom }: Pick<Marquee, 'top' | 'bottom'>, slot: Slot): boolean {
  return slot.top < bottom && slot.top + slot.height > top
}
