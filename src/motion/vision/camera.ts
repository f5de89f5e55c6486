/** How the camera moved between two frames, told from how most of the picture moved. */
import type { Mat, OpenCv } from './opencv.ts'

/** A homography as nine numbers, row by row: from where a point was to where the camera alone would have brought it. */
export type Homography = Float64Array

/** The published code's: fewer matches, or fewer that agree, are not believed. */
const leastMatches = 50
const leastAgreeing = 25
/** Pixels within which a match agrees. */
const agreement = 1
/** Corners of a frame that are matched. */
const mostCorners = 1000
const cornerQuality = 0.001
const cornerDistance = 3

/**
 * The homography that the flow at the frame's corners agrees on; null where none is credible, and then nothing of the
 * flow is the camera's.
 * @param flow of the frame's own size
 */
export function findCamera(cv: OpenCv, grey: Mat, flow: Mat): Homography | null {
  const corners = new cv.Mat()
  const mask = new cv.Mat()
  try {
    cv.goodFeaturesToTrack(grey, corners, mostCorners, cornerQuality, cornerDistance)
    if (corners.rows <= leastMatches) return null
    const moved = new cv.Mat(corners.rows, 1, cv.CV_32FC2)
    const [from, to, field] = [corners.data32F, moved.data32F, flow.data32F]
    for (let i = 0; i < from.length; i += 2) {
      const at = 2 * (Math.round(from[i + 1]!) * flow.cols + Math.round(from[i]!))
      to[i] = from[i]! + field[at]!
      to[i + 1] = from[i + 1]! + field[at + 1]!
    }
    const found = cv.findHomography(corners, moved, cv.RANSAC, agreement, mask)
    moved.delete()
    const homography = found.rows === 3 ? found.data64F.slice(0, 9) : null
    found.delete()
    const agreeing = mask.data.reduce((sum, agrees) => sum + (agrees > 0 ? 1 : 0), 0)
    return homography !== null && agreeing > leastAgreeing ? homography : null
  } finally {
    corners.delete()
    mask.delete()
  }
}

/** The inverse, for a point's way without the camera's; null where there is none that can be computed with. */
export function inverse(h: Homography): Homography | null {
  const [a, b, c, d, e, f, g, i, j] = h as unknown as [
    ...[number, number, number],
    ...[number, number, number],
    ...[number, number, number],
  ]
  const det = a * (e * j - f * i) - b * (d * j - f * g) + c * (d * i - e * g)
  if (!(Math.abs(det) > 1e-9)) return null
  return Float64Array.of(
    ...[(e * j - f * i) / det, (c * i - b * j) / det, (b * f - c * e) / det],
    ...[(f * g - d * j) / det, (a * j - c * g) / det, (c * d - a * f) / det],
    ...[(d * i - e * g) / det, (b * g - a * i) / det, (a * e - b * d) / det],
  )
}

/**
 * What is left of a flow without the camera's part: a point p that went to p + f would have come from H⁻¹(p + f) in a frame
 * that the camera had not moved, so its own flow is H⁻¹(p + f) − p. The published code warps the second frame by H and computes
 * the flow once more; this is the same vector without a second computation.
 * @param flow [height, width, 2], in pixels of a level @param scale of the level @param into of the same length
 */
export function withoutCamera(
  flow: Float32Array,
  { width, height, scale }: { width: number; height: number; scale: number },
  back: Homography,
  into: Float32Array,
): void {
  const [a, b, c, d, e, f, g, i, j] = back as unknown as [
    ...[number, number, number],
    ...[number, number, number],
    ...[number, number, number],
  ]
  let at = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 2) {
      const px = (x + flow[at]!) * scale
      const py = (y + flow[at + 1]!) * scale
      const depth = 1 / (g * px + i * py + j)
      into[at] = ((a * px + b * py + c) * depth) / scale - x
      into[at + 1] = ((d * px + e * py + f) * depth) / scale - y
    }
  }
}
