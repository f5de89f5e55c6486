/** What is drawn on a frame, and what it measures. Places are shares of the picture's width and height, so that any size fits. */

export interface Place {
  readonly x: number
  readonly y: number
}

/** Width and height of the picture as it is shown, in pixels: places become lengths by it. */
export interface PictureSize {
  readonly width: number
  readonly height: number
}

/** Points that a freehand line has at most. */
export const mostFreehandPoints = 5000
/** Characters that words on a picture have at most. */
export const mostTextLength = 500
/** Metres that a calibration line stands for at most. */
export const longestLengthMetres = 10_000

export type Shape =
  | { readonly kind: 'line' | 'arrow'; readonly from: Place; readonly to: Place }
  /** The angle at `at`, between the ways to `from` and `to`. */
  | { readonly kind: 'angle'; readonly from: Place; readonly at: Place; readonly to: Place }
  | { readonly kind: 'text'; readonly at: Place; readonly text: string }
  | { readonly kind: 'freehand'; readonly places: readonly Place[] }
  /** A line whose true length is known: it gives the frame, and all of the recording, its scale. */
  | { readonly kind: 'calibration'; readonly from: Place; readonly to: Place; readonly lengthMetres: number }

/** Distance in pixels of the picture. */
export function pixelsBetween(from: Place, to: Place, { width, height }: PictureSize): number {
  return Math.hypot((to.x - from.x) * width, (to.y - from.y) * height)
}

/** Degrees from 0 to 180; null where one of the two ways has no length. */
export function angleDegrees(
  { from, at, to }: { from: Place; at: Place; to: Place },
  size: PictureSize,
): number | null {
  const [ax, ay] = [(from.x - at.x) * size.width, (from.y - at.y) * size.height]
  const [bx, by] = [(to.x - at.x) * size.width, (to.y - at.y) * size.height]
  if (Math.hypot(ax, ay) === 0 || Math.hypot(bx, by) === 0) return null
  return (Math.abs(Math.atan2(ax * by - ay * bx, ax * bx + ay * by)) * 180) / Math.PI
}

/**
 * Metres of a line by a calibration line in the same plane, seen straight on; null where the calibration has no length. A line at
 * another distance from the camera is measured wrongly: who shows it says so.
 */
export function lengthMetres(
  line: { from: Place; to: Place },
  calibration: Extract<Shape, { kind: 'calibration' }>,
  size: PictureSize,
): number | null {
  const known = pixelsBetween(calibration.from, calibration.to, size)
  return known === 0 ? null : (pixelsBetween(line.from, line.to, size) / known) * calibration.lengthMetres
}
