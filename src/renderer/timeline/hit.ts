/** Where segments lie on the rows, and what is under the pointer. */
import type { Segment } from '../../contract/things.ts'
import type { FrameRange } from '../../domain/frames.ts'
import { frameAt, xOf, type SegmentPart, type View } from './geometry.ts'
import { rowAt, type Row } from './rows.ts'
import { THIN_PX } from './density.ts'
import { between, type TrackIndex } from './track-index.ts'

const PAD_PX = 2
/** Reach of an edge outside the segment, and inside where there is room for both edges and a body. */
const EDGE_PX = 6
/** Half the width of a point's sign, and of what can be grabbed of it. */
export const POINT_PX = 6
const POINT_REACH_PX = 11

export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** A stretch of the rows' height. */
export interface Slot {
  readonly top: number
  readonly height: number
}

/** The whole height of a row, but for its padding. */
export function wholeSlot(row: Pick<Row, 'top' | 'heightPx'>): Slot {
  return { top: row.top + PAD_PX, height: row.heightPx - 2 * PAD_PX }
}

/** The part of a row's height that the lane of one of its segments has. */
export function slotOf(row: Row, at: number): Slot {
  const [lane, lanes] = [row.index.lane[at]!, row.index.lanes[at]!]
  const height = (row.heightPx - 2 * PAD_PX) / lanes
  return { top: row.top + PAD_PX + lane * height, height: lanes === 1 ? height : height - 1 }
}

/** The box of a range in CSS pixels; never thinner than two, so that one frame of an hour can still be seen. */
export function boxOf(range: FrameRange, slot: Slot, view: View): Box {
  const left = xOf(view, range.first)
  return { ...slot, left, width: Math.max(THIN_PX, xOf(view, range.last + 1) - left) }
}

export interface Hit {
  readonly segment: Segment
  readonly row: Row
  readonly part: SegmentPart
}

/** What decides about a hit besides the point. */
export interface Looked {
  readonly rows: readonly Row[]
  readonly view: View
  readonly selectedIds: ReadonlySet<string>
  readonly isPoint: (segment: Segment) => boolean
}

/**
 * The segment and its part at a point of the rows; null where there is none. Selected ones come first: where two meet, the
 * selected one's edge is the one that is grabbed.
 */
export function hitAt(looked: Looked, point: { x: number; y: number }): Hit | null {
  const row = rowAt(looked.rows, point.y)
  if (row === undefined) return null
  let best: Hit | null = null
  let bestRank = 0
  for (const at of candidates(row.index, looked.view, point.x)) {
    const segment = row.index.segments[at]!
    const box = boxOf(segment, slotOf(row, at), looked.view)
    const part = looked.isPoint(segment) ? pointPart(box, point) : partAt(box, point)
    if (part === null) continue
    const rank = (looked.selectedIds.has(segment.id) ? 2 : 0) + (part === 'body' ? 2 : 1)
    if (rank <= bestRank) continue
    best = { segment, row, part }
    bestRank = rank
  }
  return best
}

/** More than this within reach can't be told apart by hand: then it is those at the pointer's own pixel. */
const MOST_CANDIDATES = 200

function candidates(index: TrackIndex, view: View, x: number): number[] {
  const near = sharing(index, view, x - POINT_REACH_PX, x + POINT_REACH_PX)
  return near.length <= MOST_CANDIDATES ? near : sharing(index, view, x - 0.5, x + 0.5).slice(0, MOST_CANDIDATES)
}

function sharing(index: TrackIndex, view: View, fromPx: number, toPx: number): number[] {
  const first = Math.floor(frameAt(view, fromPx))
  const [from, to] = between(index, first, Math.ceil(frameAt(view, toPx)))
  const found: number[] = []
  for (let at = from; at < to; at++) if (index.last[at]! >= first) found.push(at)
  return found
}

function pointPart(box: Box, { x, y }: { x: number; y: number }): SegmentPart | null {
  if (y < box.top || y > box.top + box.height) return null
  return Math.abs(x - (box.left + box.width / 2)) <= Math.max(POINT_REACH_PX, box.width / 2) ? 'body' : null
}

function partAt(box: Box, { x, y }: { x: number; y: number }): SegmentPart | null {
  if (y < box.top || y > box.top + box.height) return null
  const right = box.left + box.width
  const inside = Math.min(EDGE_PX, box.width / 3)
  if (x < box.left - EDGE_PX || x > right + EDGE_PX) return null
  if (x <= box.left + inside) return 'first'
  if (x >= right - inside) return 'last'
  return 'body'
}
