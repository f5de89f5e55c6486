/** Live coding: a person sees, then presses. What is marked is what was on screen when they saw it. */
import { frameToSecs, secsToFrame, type FrameTable } from './frames.ts'

/**
 * The frame that was on screen `lagMs` before the shown one came on, by the recording's own timestamps.
 * @param lagMs how long a person takes to press, in milliseconds of their own time
 * @param rate speed of playing: at 2× the recording went on twice as far meanwhile; below 0 it went backward
 * @returns a frame of the table: its first or last where the lag reaches beyond
 * @throws RangeError where the table has no such frame
 */
export function frameSeen(
  table: FrameTable,
  frameIndex: number,
  { lagMs, rate }: { readonly lagMs: number; readonly rate: number },
): number {
  return lagMs === 0 ? frameIndex : secsToFrame(table, frameToSecs(table, frameIndex) - (lagMs / 1000) * rate)
}
