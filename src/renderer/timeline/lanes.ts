/** Segments of one track that overlap share its height: each gets a lane. */
import type { FrameRange } from '../../domain/frames.ts'

export interface Lane {
  readonly lane: number
  /** Lanes of the cluster of overlapping segments that it belongs to. */
  readonly lanes: number
}

/** The lane of each segment: the first that is free where it starts. */
export function lanesOf(segments: readonly (FrameRange & { readonly id: string })[]): Map<string, Lane> {
  const lanes = new Map<string, Lane>()
  let cluster: { id: string; lane: number }[] = []
  let ends: number[] = []
  const close = () => {
    for (const { id, lane } of cluster) lanes.set(id, { lane, lanes: ends.length })
    cluster = []
    ends = []
  }
  for (const { id, first, last } of segments.toSorted((a, b) => a.first - b.first || a.last - b.last)) {
    if (ends.every((end) => end < first)) close()
    const free = ends.findIndex((end) => end < first)
    const lane = free === -1 ? ends.length : free
    ends[lane] = last
    cluster.push({ id, lane })
  }
  close()
  return lanes
}
