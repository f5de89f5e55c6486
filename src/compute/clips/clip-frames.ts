/** Which frames of a clip the network sees. */
import type { Preprocessing, NetworkTraining } from '../../contract/learning.ts'
import { windowLength } from '../../domain/windows.ts'
import type { Random } from '../../domain/random.ts'
import { anywhereStart, centreStart, middleThirdStart } from '../../network/index.ts'

type Timing = Pick<Preprocessing, 'frames' | 'frameStep'>

/** Views of a clip whose scores are averaged in an evaluation. */
export const evaluationViews = 3

/** Frame numbers from `start` on; past the end of a clip that is too short they begin again from 0. */
export function viewFrames(lengthFrames: number, start: number, { frames, frameStep }: Timing): number[] {
  return Array.from({ length: frames }, (_, index) => (start + index * frameStep) % lengthFrames)
}

/** One drawn view, by the paper's Algorithm 2 or by the baseline. */
export function drawnView(
  lengthFrames: number,
  { sampling, preprocessing }: Pick<NetworkTraining, 'sampling' | 'preprocessing'>,
  random: Random,
): number[] {
  const draw = sampling === 'middle-third' ? middleThirdStart : anywhereStart
  const span = windowLength(preprocessing.frames, preprocessing.frameStep)
  return viewFrames(lengthFrames, draw(lengthFrames, span, random), preprocessing)
}

/** The one view in the middle of a clip. */
export function centreViews(lengthFrames: number, timing: Timing): number[][] {
  return [viewFrames(lengthFrames, centreStart(lengthFrames, windowLength(timing.frames, timing.frameStep)), timing)]
}

/** Up to so many views, from the first frame to the last at even distances; those that would be the same are one. */
export function evenViews(lengthFrames: number, timing: Timing, views: number = evaluationViews): number[][] {
  const centre = centreStart(lengthFrames, windowLength(timing.frames, timing.frameStep))
  const room = Math.max(0, lengthFrames - windowLength(timing.frames, timing.frameStep))
  const starts = Array.from({ length: views }, (_, view) =>
    views === 1 ? centre : Math.round((room * view) / (views - 1)),
  )
  return [...new Set(starts)].map((start) => viewFrames(lengthFrames, start, timing))
}
