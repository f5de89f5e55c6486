/** What explanations by all methods have in common. */
import type { Explanation, Footage } from '../contract/learning.ts'
import type { FrameRange } from '../domain/frames.ts'
import { Problem } from '../domain/problem.ts'

/** Index of the label to explain; null: the one with the highest score. @throws Problem INVALID_INPUT */
export function explainedLabel(classes: readonly string[], label: string | null): number | null {
  if (label === null) return null
  const index = classes.indexOf(label)
  if (index >= 0) return index
  throw new Problem('INVALID_INPUT', `The model does not know the label ${label}. It knows ${classes.join(', ')}.`)
}

/**
 * The window that starts at `first`, or the last one where fewer frames follow; all of a recording that is shorter.
 * @throws Problem INVALID_INPUT for a frame that is not there
 */
export function explainedWindow({ file, frameTable }: Footage, first: number, windowFrames: number): FrameRange {
  const total = frameTable.pts.length
  if (first >= total)
    throw new Problem(
      'INVALID_INPUT',
      `${file} has ${total} frames: there is no frame ${first}. Take one from 0 to ${total - 1}.`,
    )
  const start = Math.max(0, Math.min(first, total - windowFrames))
  return { first: start, last: Math.min(start + windowFrames, total) - 1 }
}

/** Maps of a clip, so that the highest value of all of them is 1; all 0 where nothing is above 0. */
export function scaledOverClip(maps: readonly Float32Array[]): Float32Array[] {
  const most = Math.max(...maps.map((map) => Math.max(...map)))
  return maps.map((map) => map.map((value) => (most > 0 ? value / most : 0)))
}

/** A map whose highest value over the whole clip is 1, as explanations have it: each frame with a scale of its own. */
export function explanationFrame(frameIndex: number, map: Float32Array): Explanation['frames'][number] {
  const peak = Math.max(...map)
  return {
    frameIndex,
    weight: Math.min(1, Math.max(0, peak)),
    grid: Array.from(map, (value) => (peak > 0 ? Math.round((value / peak) * 255) : 0)),
  }
}
