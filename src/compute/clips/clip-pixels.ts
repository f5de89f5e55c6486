import type { Preprocessing } from '../../contract/learning.ts'
import { asFilmed, frameAndCrop, type Framing } from '../../network/index.ts'
import { motionImages } from './motion-images.ts'

/** What is drawn anew for a clip each time it is learned from. */
export interface Augmentation extends Framing {
  readonly mirrored: boolean
}

export const unchanged: Augmentation = { ...asFilmed, mirrored: false }

/** Values of one clip at the network's input: frames · size · size · 3. */
export function clipValues({ frames, size }: Preprocessing): number {
  return frames * size * size * 3
}

/**
 * Writes a clip as the network takes it, normalised floats [frames, size, size, 3], into `floats` from `offset`.
 * @param bytes RGB [frames, resize, resize, 3]
 */
export function writeClip(
  bytes: Uint8Array,
  preprocessing: Preprocessing,
  { mirrored, ...framing }: Augmentation,
  { floats, offset }: { floats: Float32Array; offset: number },
): void {
  const { resize, size } = preprocessing
  const seen = frameAndCrop(bytes, square(resize), framing, square(size))
  const cropped = preprocessing.input === 'motion' ? motionImages(seen, size * size) : seen
  const table = normalisation(preprocessing)
  for (let row = 0; row < cropped.length; row += size * 3) {
    for (let column = 0; column < size; column++) {
      const from = row + (mirrored ? size - 1 - column : column) * 3
      const to = offset + row + column * 3
      floats[to] = table[cropped[from]!]!
      floats[to + 1] = table[256 + cropped[from + 1]!]!
      floats[to + 2] = table[512 + cropped[from + 2]!]!
    }
  }
}

/** (value / 255 − mean) / std of every byte, for the first channel, then the second, then the third. */
function normalisation({ mean, std }: Preprocessing): Float32Array {
  const table = new Float32Array(3 * 256)
  for (let channel = 0; channel < 3; channel++) {
    for (let byte = 0; byte < 256; byte++) table[channel * 256 + byte] = (byte / 255 - mean[channel]!) / std[channel]!
  }
  return table
}

function square(side: number) {
  return { width: side, height: side }
}
