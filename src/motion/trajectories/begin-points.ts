import type { Mat, OpenCv } from '../vision/opencv.ts'

const blockPixels = 3
const aperture = 3

export interface BeginOptions {
  readonly stride: number
  readonly quality: number
  /** x, y of the points that are followed already. */
  readonly followed: Iterable<readonly [number, number]>
}

/**
 * Where trajectories begin in a frame: in the middle of each cell of `stride` pixels in which none is followed, where the
 * picture has structure enough to be followed.
 */
export function beginPoints(cv: OpenCv, grey: Mat, { stride, quality, followed }: BeginOptions): [number, number][] {
  const eigenvalues = new cv.Mat()
  cv.cornerMinEigenVal(grey, eigenvalues, blockPixels, aperture, cv.BORDER_DEFAULT)
  const values = eigenvalues.data32F
  let highest = 0
  for (const value of values) if (value > highest) highest = value
  const columns = Math.floor(grey.cols / stride)
  const rows = Math.floor(grey.rows / stride)
  const taken = new Uint8Array(columns * rows)
  for (const [x, y] of followed) {
    const [column, row] = [Math.floor(x / stride), Math.floor(y / stride)]
    if (column >= 0 && row >= 0 && column < columns && row < rows) taken[row * columns + column] = 1
  }
  const points: [number, number][] = []
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (taken[row * columns + column]) continue
      const x = column * stride + (stride >> 1)
      const y = row * stride + (stride >> 1)
      if (values[y * grey.cols + x]! > highest * quality) points.push([x, y])
    }
  }
  eigenvalues.delete()
  return points
}
