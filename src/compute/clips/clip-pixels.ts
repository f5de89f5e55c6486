import type { Preprocessing } from '../../contract/learning.ts'
import { asFilmed, frameAndCrop, type Framing } from '../../network/index.ts'
import { motionImages } from './motion-images.ts'

/** What is drawn anew for a clip each time it is learned from. */
export interface Augmentation extends Framing {
  readonly mirrored: boolean
}

export const unchanged: Augmentation = { ...asFilmed, mirrored: false }

/** Bytes of one clip at the network's input: frames · size · size · 3. */
export function clipBytes({ frames, size }: Preprocessing): number {
  return frames * size * size * 3
}

/**
 * A clip as it goes to `networkInput`: cut, moved and mirrored as it was drawn, still bytes.
 * @param clip RGB [frames, resize, resize, 3]
 * @returns bytes [frames, size, size, 3]; `clip` itself where nothing is to be done
 */
export function clipPixels(
  clip: Uint8Array,
  { resize, size, input }: Pick<Preprocessing, 'resize' | 'size' | 'input'>,
  { mirrored, ...framing }: Augmentation,
): Uint8Array {
  const moved = framing.shiftPixels !== 0 || framing.lowerPixels !== 0 || framing.zoom !== 1
  const seen = moved || resize !== size ? frameAndCrop(clip, square(resize), framing, square(size)) : clip
  const shown = input === 'motion' ? motionImages(seen, size * size) : seen
  return mirrored ? mirror(shown, size) : shown
}

/** Every line of pixels from its end to its start. */
function mirror(clip: Uint8Array, size: number): Uint8Array {
  const mirrored = new Uint8Array(clip.length)
  for (let row = 0; row < clip.length; row += size * 3) {
    for (let column = 0; column < size; column++) {
      const from = row + (size - 1 - column) * 3
      const to = row + column * 3
      mirrored[to] = clip[from]!
      mirrored[to + 1] = clip[from + 1]!
      mirrored[to + 2] = clip[from + 2]!
    }
  }
  return mirrored
}

function square(side: number) {
  return { width: side, height: side }
}
