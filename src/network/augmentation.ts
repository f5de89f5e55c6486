import type { Random } from '../domain/random.ts'

/** Pixels at the working resolution, before the crop; the paper's "offset range" has no unit, this is our reading. */
const largestShiftPixels = 6

export interface FrameSize {
  readonly height: number
  readonly width: number
}

/** The paper's Algorithm 1: one of the twelve whole offsets from −6 to 6 that are not 0, for a whole clip. */
export function drawShiftPixels(random: Random): number {
  const drawn = random.integer(2 * largestShiftPixels) - largestShiftPixels
  return drawn < 0 ? drawn : drawn + 1
}

/**
 * Moves every frame of a clip to the right by `shiftPixels` (to the left where negative), edge pixels repeated, and cuts
 * `crop` from its centre. `clip` is RGB bytes [frames, height, width, 3] of frames of `size`; the answer is
 * [frames, crop.height, crop.width, 3]. The crop fits inside the frame.
 */
export function shiftAndCrop(clip: Uint8Array, size: FrameSize, shiftPixels: number, crop: FrameSize): Uint8Array {
  if (crop.height > size.height || crop.width > size.width) {
    throw new RangeError(`A crop of ${crop.width}×${crop.height} does not fit ${size.width}×${size.height}.`)
  }
  const top = Math.floor((size.height - crop.height) / 2)
  const left = Math.floor((size.width - crop.width) / 2)
  const frameBytes = size.height * size.width * 3
  const frames = Math.floor(clip.length / frameBytes)
  const sources = Array.from({ length: crop.width }, (_, column) => {
    return Math.min(Math.max(left + column - shiftPixels, 0), size.width - 1) * 3
  })
  const cropped = new Uint8Array(frames * crop.height * crop.width * 3)
  let to = 0
  for (let frame = 0; frame < frames; frame++) {
    for (let row = 0; row < crop.height; row++) {
      const rowStart = frame * frameBytes + (top + row) * size.width * 3
      for (const source of sources) {
        cropped[to++] = clip[rowStart + source] as number
        cropped[to++] = clip[rowStart + source + 1] as number
        cropped[to++] = clip[rowStart + source + 2] as number
      }
    }
  }
  return cropped
}
