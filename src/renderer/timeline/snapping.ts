/** The border between two frames that a dragged edge is drawn to. */
import type { FrameRange } from '../../domain/frames.ts'
import type { Row } from './rows.ts'
import { between, flagsOf } from './track-index.ts'

export interface Borders {
  readonly rows: readonly Row[]
  /** Segments that are dragged draw nothing to themselves. */
  readonly dragged: ReadonlySet<string>
  /** The playhead's, and those of reviewed ranges. */
  readonly others: readonly number[]
}

/** The nearest border within reach; null where there is none. Rejected segments have no borders. */
export function snapped(borders: Borders, border: number, reachFrames: number): number | null {
  let nearest: number | null = null
  let least = reachFrames
  const look = (at: number) => {
    const distance = Math.abs(at - border)
    if (distance > least || (distance === least && nearest !== null)) return
    nearest = at
    least = distance
  }
  if (reachFrames <= 0) return null
  borders.others.forEach(look)
  for (const { index } of borders.rows) {
    const [from, to] = between(index, Math.floor(border - reachFrames) - 1, Math.ceil(border + reachFrames))
    const dragged = flagsOf(borders.dragged, index)
    for (let at = from; at < to; at++) {
      if (dragged[at] === 1 || index.segments[at]!.state === 'rejected') continue
      look(index.first[at]!)
      look(index.last[at]! + 1)
    }
  }
  return nearest
}

export function bordersOf(ranges: readonly FrameRange[]): number[] {
  return ranges.flatMap(({ first, last }) => [first, last + 1])
}
