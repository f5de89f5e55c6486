/** Many trajectories in few bytes: 472 each, in four arrays side by side. */
import { histogramValues, shapeValues } from './descriptors.ts'
import type { Trajectory } from './trajectories/follower.ts'

export interface PackedTrajectories {
  readonly count: number
  /** The last frame of each. */
  readonly lastFrames: Int32Array
  /** Where each begins and how long its whole way is, in pixels: x, y, way. */
  readonly places: Float32Array
  /** Its steps as shares of its way, −1 to 1 as −32767 to 32767, [count, 2 × length]. */
  readonly shapes: Int16Array
  /** Roots of shares, 0 to 1 as 0 to 255, [count, 396]. */
  readonly histograms: Uint8Array
}

const placeValues = 3

export function bytesPerTrajectory(length: number): number {
  return 4 + 4 * placeValues + 2 * shapeValues(length) + histogramValues
}

/** Views of one stretch of bytes, which may come from a file. @param bytes begins at a multiple of four */
export function packedViews(bytes: Uint8Array, length: number): PackedTrajectories {
  const count = bytes.byteLength / bytesPerTrajectory(length)
  let start = bytes.byteOffset
  const take = (each: number): number => {
    const at = start
    start += count * each
    return at
  }
  const { buffer } = bytes
  return {
    count,
    lastFrames: new Int32Array(buffer, take(4), count),
    places: new Float32Array(buffer, take(4 * placeValues), count * placeValues),
    shapes: new Int16Array(buffer, take(2 * shapeValues(length)), count * shapeValues(length)),
    histograms: new Uint8Array(buffer, take(histogramValues), count * histogramValues),
  }
}

export interface Packer {
  add(trajectory: Trajectory): void
  /** Hands out what is left. */
  finish(): void
}

/** Packs trajectories as they come and hands them out so many at a time, each time in bytes of their own. */
export function openPacker(length: number, atOnce: number, onPacked: (bytes: Uint8Array<ArrayBuffer>) => void): Packer {
  const room = (): PackedTrajectories => packedViews(new Uint8Array(atOnce * bytesPerTrajectory(length)), length)
  let open = room()
  let filled = 0
  const handOut = (): void => {
    if (filled > 0) onPacked(firstOf(open, filled, length))
    open = room()
    filled = 0
  }
  return {
    add({ lastFrame, points, histograms }) {
      open.lastFrames[filled] = lastFrame
      packShape(points, open, filled)
      const start = filled * histogramValues
      for (let i = 0; i < histogramValues; i++) open.histograms[start + i] = Math.round(histograms[i]! * 255)
      if (++filled === atOnce) handOut()
    },
    finish: handOut,
  }
}

function packShape(points: Float32Array, { places, shapes }: PackedTrajectories, index: number): void {
  let way = 0
  for (let i = 2; i < points.length; i += 2) {
    way += Math.hypot(points[i]! - points[i - 2]!, points[i + 1]! - points[i - 1]!)
  }
  places.set([points[0]!, points[1]!, way], index * placeValues)
  const start = index * (points.length - 2)
  for (let i = 2; i < points.length; i++) {
    shapes[start + i - 2] = way > 0 ? Math.round(((points[i]! - points[i - 2]!) / way) * 32767) : 0
  }
}

/** The first so many of an array that has more room, as bytes. */
function firstOf(packed: PackedTrajectories, count: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(count * bytesPerTrajectory(length))
  const into = packedViews(bytes, length)
  into.lastFrames.set(packed.lastFrames.subarray(0, count))
  into.places.set(packed.places.subarray(0, count * placeValues))
  into.shapes.set(packed.shapes.subarray(0, count * shapeValues(length)))
  into.histograms.set(packed.histograms.subarray(0, count * histogramValues))
  return bytes
}

/** Where a trajectory is in each of its frames: x, y in pixels, [length + 1, 2]. */
export function pointsOf({ places, shapes, count }: PackedTrajectories, index: number): Float32Array {
  const values = shapes.length / count
  const points = new Float32Array(values + 2)
  points[0] = places[index * placeValues]!
  points[1] = places[index * placeValues + 1]!
  const way = places[index * placeValues + 2]!
  for (let i = 0; i < values; i++) points[i + 2] = points[i]! + (shapes[index * values + i]! / 32767) * way
  return points
}

/** Some trajectories of many, in bytes of their own. @param indices in order */
export function pickTrajectories(
  packed: PackedTrajectories,
  indices: readonly number[],
  length: number,
): PackedTrajectories {
  const picked = packedViews(new Uint8Array(indices.length * bytesPerTrajectory(length)), length)
  const shape = shapeValues(length)
  indices.forEach((from, into) => {
    picked.lastFrames[into] = packed.lastFrames[from]!
    copyRow(packed.places, from, picked.places, into, placeValues)
    copyRow(packed.shapes, from, picked.shapes, into, shape)
    copyRow(packed.histograms, from, picked.histograms, into, histogramValues)
  })
  return picked
}

function copyRow<Values extends Float32Array | Int16Array | Uint8Array>(
  from: Values,
  row: number,
  into: Values,
  intoRow: number,
  values: number,
): void {
  into.set(from.subarray(row * values, (row + 1) * values), intoRow * values)
}
