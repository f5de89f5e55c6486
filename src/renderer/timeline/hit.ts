/** Where segments lie on the tracks, and what is under the pointer. */
import type { FrameRange } from '../../domain/frames.ts'
import { xOf, type SegmentPart, type View } from './geometry.ts'
import type { Lane } from './lanes.ts'

export const TRACK_PX = 32
const PAD_PX = 2
/** Reach of an edge outside the segment, and inside where there is room for both edges and a body. */
const EDGE_PX = 6

export interface Placed extends FrameRange {
  readonly id: string
  readonly track: number
  readonly lane: Lane
}

export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** The box of a segment in CSS pixels; never thinner than two, so that one frame of an hour can still be seen. */
export function boxOf(segment: Placed, view: View): Box {
  const left = xOf(view, segment.first)
  const height = (TRACK_PX - 2 * PAD_PX) / segment.lane.lanes
  return {
    left,
    top: segment.track * TRACK_PX + PAD_PX + segment.lane.lane * height,
    width: Math.max(2, xOf(view, segment.last + 1) - left),
    height: segment.lane.lanes === 1 ? height : height - 1,
  }
}

export interface Hit {
  readonly id: string
  readonly part: SegmentPart
}

/**
 * The segment and its part at a point of the tracks; null where there is none. The selected one comes first:
 * where two meet, its edge is the one that is grabbed.
 */
export function hitAt(
  segments: readonly Placed[],
  view: View,
  point: { x: number; y: number },
  selectedId: string | null,
): Hit | null {
  const selected = segments.find((segment) => segment.id === selectedId)
  const ordered = selected === undefined ? segments : [selected, ...segments]
  let near: Hit | null = null
  for (const segment of ordered) {
    const part = partAt(boxOf(segment, view), point)
    if (part === null) continue
    if (segment === selected || part === 'body') return { id: segment.id, part }
    near ??= { id: segment.id, part }
  }
  return near
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
