/** Difference of brightness, of 255, that counts as fully other; small ones are noise of the camera and the codec. */
const fullDifference = 96

/**
 * What moves in a clip, in place of its colours; in the spirit of the "RGB difference" input of Temporal Segment Networks
 * (Wang et al. 2016), without its sign, so that a dark athlete before a light wall looks like a light one before a dark
 * wall. Per pixel, the largest difference among red, green and blue:
 * - first channel: from the clip's mean picture, where the moving body stands out from what stays,
 * - second: from the frame before, third: from the frame after (at the ends of the clip both are from the one there is).
 *
 * A clip of one frame has no motion and comes out black.
 * @param clip RGB bytes [frames, pixels, 3]
 * @returns bytes of the same shape
 */
export function motionImages(clip: Uint8Array, pixels: number): Uint8Array {
  const values = pixels * 3
  const frames = clip.length / values
  const mean = meanPicture(clip, values)
  const motion = new Uint8Array(clip.length)
  for (let frame = 0; frame < frames; frame++) {
    const at = frame * values
    const before = at + (frame > 0 ? -values : frames > 1 ? values : 0)
    const after = at + (frame < frames - 1 ? values : frames > 1 ? -values : 0)
    for (let value = 0; value < values; value += 3) {
      let fromMean = 0
      let fromBefore = 0
      let fromAfter = 0
      for (let channel = value; channel < value + 3; channel++) {
        const here = clip[at + channel]!
        fromMean = Math.max(fromMean, Math.abs(here - mean[channel]!))
        fromBefore = Math.max(fromBefore, Math.abs(here - clip[before + channel]!))
        fromAfter = Math.max(fromAfter, Math.abs(here - clip[after + channel]!))
      }
      motion[at + value] = asByte(fromMean)
      motion[at + value + 1] = asByte(fromBefore)
      motion[at + value + 2] = asByte(fromAfter)
    }
  }
  return motion
}

function meanPicture(clip: Uint8Array, values: number): Float32Array {
  const mean = new Float32Array(values)
  for (let at = 0; at < clip.length; at += values) {
    for (let value = 0; value < values; value++) mean[value]! += clip[at + value]!
  }
  const frames = clip.length / values
  return mean.map((sum) => sum / frames)
}

function asByte(difference: number): number {
  return Math.min(255, Math.round((difference * 255) / fullDifference))
}
