/**
 * The segments of one track, indexed: what is visible, and what is under the pointer, is found by halving, and numbers stand in
 * arrays of their own, so that passing over a hundred thousand takes a millisecond.
 */
import type { Segment } from '../../contract/things.ts'

export interface TrackIndex {
  /** By first frame. */
  readonly segments: readonly Segment[]
  readonly first: Int32Array
  readonly last: Int32Array
  /** The furthest last frame of the segments up to each: increasing, also where they overlap. */
  readonly reach: Int32Array
  /** Which of the lanes each stands in, and how many share the height there: segments that overlap lie below each other. */
  readonly lane: Uint8Array
  readonly lanes: Uint8Array
}

/** More lanes than this are too thin to be told apart: what overlaps even more lies over each other in the last. */
export const MOST_LANES = 6

/** @param segments by first frame @param mostLanes 1: all over each other */
export function indexed(segments: readonly Segment[], mostLanes = MOST_LANES): TrackIndex {
  const count = segments.length
  const [first, last, reach] = [new Int32Array(count), new Int32Array(count), new Int32Array(count)]
  const [lane, lanes] = [new Uint8Array(count), new Uint8Array(count)]
  /** Where the lanes of the cluster of overlapping segments end. */
  let ends: number[] = []
  let clusterStart = 0
  let furthest = -1
  for (let i = 0; i < count; i++) {
    const segment = segments[i]!
    first[i] = segment.first
    last[i] = segment.last
    // Where everything before has ended, the height is shared anew.
    if (segment.first > furthest) {
      lanes.fill(ends.length, clusterStart, i)
      clusterStart = i
      ends = []
    }
    let free = 0
    while (free < ends.length && ends[free]! >= segment.first) free++
    free = Math.min(free, mostLanes - 1)
    ends[free] = Math.max(ends[free] ?? -1, segment.last)
    lane[i] = free
    furthest = Math.max(furthest, segment.last)
    reach[i] = furthest
  }
  lanes.fill(ends.length, clusterStart)
  return { segments, first, last, reach, lane, lanes }
}

/**
 * Where segments that share a frame with a range are: from, and before which. Some between may end before the range where a
 * longer one began before them.
 */
export function between({ first, reach }: TrackIndex, from: number, to: number): [number, number] {
  const start = lowest(reach, from)
  return [start, Math.max(start, lowest(first, to + 1))]
}

/** The lowest place of increasing numbers at which one is not below a value; their count where none is. */
function lowest(numbers: Int32Array, value: number): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (numbers[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

const flagged = new WeakMap<ReadonlySet<string>, WeakMap<TrackIndex, Uint8Array>>()

/** 1 where a segment is in a set. Looked up once per track and set, not per picture: a set is never changed, but replaced. */
export function flagsOf(ids: ReadonlySet<string>, index: TrackIndex): Uint8Array {
  let byIndex = flagged.get(ids)
  if (byIndex === undefined) flagged.set(ids, (byIndex = new WeakMap()))
  let flags = byIndex.get(index)
  if (flags === undefined) {
    flags = new Uint8Array(index.segments.length)
    if (ids.size > 0) for (let i = 0; i < flags.length; i++) flags[i] = ids.has(index.segments[i]!.id) ? 1 : 0
    byIndex.set(index, flags)
  }
  return flags
}

/** Indexes by key of track, made again only for tracks whose segments are others than before. */
export class TrackIndexes {
  #kept = new Map<string, TrackIndex>()

  /** The indexes of these tracks; all others are forgotten. */
  of(
    wanted: readonly { readonly key: string; readonly segments: readonly Segment[]; readonly mostLanes: number }[],
  ): TrackIndex[] {
    const before = this.#kept
    const found = wanted.map(({ key, segments, mostLanes }) => {
      const known = before.get(key)
      return known !== undefined && sameSegments(known.segments, segments) ? known : indexed(segments, mostLanes)
    })
    this.#kept = new Map(wanted.map(({ key }, i) => [key, found[i]!]))
    return found
  }
}

function sameSegments(a: readonly Segment[], b: readonly Segment[]): boolean {
  return a.length === b.length && a.every((segment, i) => segment === b[i])
}
