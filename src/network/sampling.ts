import type { Random } from '../domain/random.ts'

/** Draws the first frame of a clip from a video. A video shorter than the clip starts at 0 and is looped. */
export type ClipSampler = (lengthFrames: number, clipFrames: number, random: Random) => number

/**
 * The paper's Algorithm 2: the action lies in the middle third. Below three clips' length (48 frames for 16) any start
 * that fits, else a whole h in [n/3 − clip, 2n/3 − clip].
 */
export const middleThirdStart: ClipSampler = (lengthFrames, clipFrames, random) => {
  if (lengthFrames < 3 * clipFrames) return anywhereStart(lengthFrames, clipFrames, random)
  const least = Math.ceil(lengthFrames / 3) - clipFrames
  const most = Math.floor((2 * lengthFrames) / 3) - clipFrames
  return least + random.integer(most - least + 1)
}

/** The baseline (R3D's): any start that fits, h in [0, n − clip]. */
export const anywhereStart: ClipSampler = (lengthFrames, clipFrames, random) =>
  random.integer(Math.max(lengthFrames - clipFrames, 0) + 1)

/** The start of the clip in the very middle, for evaluation, where nothing is drawn. */
export function centreStart(lengthFrames: number, clipFrames: number): number {
  return Math.floor(Math.max(lengthFrames - clipFrames, 0) / 2)
}
