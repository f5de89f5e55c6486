/** The size at which a recording is looked at, worked out from how it is stored. */

export interface Size {
  readonly width: number
  readonly height: number
}

/**
 * Size on screen of a stored picture: its pixels made square by stretching the width, then turned upright.
 * @param picture coded size, width / height of a pixel, degrees of rotation
 */
export function displaySize(picture: Size & { readonly sampleAspectRatio: number; readonly rotation: number }): Size {
  const width = Math.max(1, Math.round(picture.width * picture.sampleAspectRatio))
  const isOnItsSide = Math.abs(picture.rotation) % 180 === 90
  return isOnItsSide ? { width: picture.height, height: width } : { width, height: picture.height }
}

/**
 * The largest even size of the same shape that fits into a box of long × short sides, whichever way up, without
 * enlarging. Even, because 4:2:0 video stores colour for pairs of pixels.
 */
export function fitInto(size: Size, box: { readonly long: number; readonly short: number }): Size {
  const long = Math.max(size.width, size.height)
  const short = Math.min(size.width, size.height)
  const scale = Math.min(1, box.long / long, box.short / short)
  return { width: even(size.width * scale), height: even(size.height * scale) }
}

/** The size of a picture whose longer side is at most so long, in pixels, its shape kept; never enlarged. */
export function shrunkTo({ width, height }: Size, longestSide: number): Size {
  const scale = Math.min(1, longestSide / Math.max(width, height))
  const side = (length: number): number => Math.max(1, Math.round(length * scale))
  return { width: side(width), height: side(height) }
}

function even(length: number): number {
  return Math.max(2, Math.round(length / 2) * 2)
}
