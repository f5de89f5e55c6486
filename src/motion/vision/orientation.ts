/**
 * Histograms of directions over any rectangle of a field of vectors, by sums from the upper left corner: a rectangle takes
 * four readings, however large it is. The sums are kept for every second row and column, which is a quarter of the work; so
 * rectangles begin at even pixels.
 */
import { directions } from '../descriptors.ts'

export interface DirectionSums {
  /** Of the field, in pixels. */
  readonly width: number
  readonly height: number
  /** Histogram bins: the directions, and for what may be still one more. */
  readonly bins: number
  /** Of 2 × 2 pixels, [rows + 1, columns + 1, bins]: each the sums over all that is above and to the left of it. */
  readonly sums: Float32Array
}

export function directionSums(width: number, height: number, bins: number): DirectionSums {
  const blocks = (Math.ceil(width / 2) + 1) * (Math.ceil(height / 2) + 1)
  return { width, height, bins, sums: new Float32Array(blocks * bins) }
}

/**
 * Sums up the directions in which a picture changes: each pixel's right neighbour less its left one, and its lower less its
 * upper. A direction counts by how much, shared between the two bins that it lies between. At its edges the picture goes on
 * mirrored.
 * @param values row by row, `step` from one pixel to the next, the first at `offset`
 */
export function sumGradients(
  into: DirectionSums,
  { values, step, offset }: { values: Uint8Array | Float32Array; step: number; offset: number },
): void {
  const { width, height, bins, sums } = into
  const rowStep = width * step
  const blockRow = (Math.ceil(width / 2) + 1) * bins
  sums.fill(0)
  for (let y = 0; y < height; y++) {
    const vertical = y > 0 && y < height - 1 ? rowStep : 0
    const block = ((y >> 1) + 1) * blockRow + bins
    let at = y * rowStep + offset
    for (let x = 0; x < width; x++, at += step) {
      const sideways = x > 0 && x < width - 1 ? step : 0
      const dx = values[at + sideways]! - values[at - sideways]!
      const dy = values[at + vertical]! - values[at - vertical]!
      if (dx !== 0 || dy !== 0) vote(sums, block + (x >> 1) * bins, dx, dy, Math.sqrt(dx * dx + dy * dy))
    }
  }
  addUp(into)
}

/**
 * Sums up the directions of vectors in the same way. One that is no longer than `stillBelow` counts as 1 in the last bin.
 * @param vectors [height, width, 2]
 */
export function sumVectors(into: DirectionSums, vectors: Float32Array, stillBelow: number): void {
  const { width, height, bins, sums } = into
  const blockRow = (Math.ceil(width / 2) + 1) * bins
  sums.fill(0)
  let at = 0
  for (let y = 0; y < height; y++) {
    const block = ((y >> 1) + 1) * blockRow + bins
    for (let x = 0; x < width; x++, at += 2) {
      const dx = vectors[at]!
      const dy = vectors[at + 1]!
      const length = Math.sqrt(dx * dx + dy * dy)
      const place = block + (x >> 1) * bins
      if (length <= stillBelow) sums[place + bins - 1]! += 1
      else vote(sums, place, dx, dy, length)
    }
  }
  addUp(into)
}

/** Counts one vector in a histogram that begins at `place`. */
function vote(sums: Float32Array, place: number, dx: number, dy: number, length: number): void {
  const turn = eighths(dx, dy)
  const bin = Math.floor(turn)
  const share = (turn - bin) * length
  sums[place + (bin & 7)]! += length - share
  sums[place + ((bin + 1) & 7)]! += share
}

/** The angle of a vector in eighths of a turn, from 0 to 8, by a polynomial of the arc tangent that is right to 1e-5. */
function eighths(dx: number, dy: number): number {
  const ax = Math.abs(dx)
  const ay = Math.abs(dy)
  const ratio = ax > ay ? ay / ax : ax / ay
  const square = ratio * ratio
  // Abramowitz & Stegun 4.4.47, times 4 / π.
  const arc =
    ((((0.0265283 * square - 0.1083947) * square + 0.2293629) * square - 0.4205504) * square + 1.2730689) * ratio
  const first = ax > ay ? arc : 2 - arc
  const upper = dx < 0 ? 4 - first : first
  return dy < 0 ? 8 - upper : upper
}

/** From histograms of blocks to sums over all blocks above and to the left. */
function addUp({ width, height, bins, sums }: DirectionSums): void {
  const columns = Math.ceil(width / 2)
  const rows = Math.ceil(height / 2)
  const blockRow = (columns + 1) * bins
  const rowSums = new Float64Array(bins)
  for (let row = 1; row <= rows; row++) {
    rowSums.fill(0)
    let here = row * blockRow + bins
    for (let column = 0; column < columns; column++) {
      for (let bin = 0; bin < bins; bin++, here++) {
        rowSums[bin]! += sums[here]!
        sums[here] = rowSums[bin]! + sums[here - blockRow]!
      }
    }
  }
}

/** Added to each bin, so that a patch without any structure has a histogram too; the published code's. */
const leastSum = 0.05

export interface Patch {
  /** Upper left corner, even, so far inside that the patch lies in the field. */
  readonly left: number
  readonly top: number
  /** Side of each of its 2 × 2 cells in pixels, even. */
  readonly cell: number
}

/**
 * Adds to `into`, from `start` on, the square roots of a patch's histograms over its 2 × 2 cells, each value as a share of
 * all of them together, times `weight`; in the order cell row, cell column, bin.
 */
export function addPatch(
  { bins, width, sums }: DirectionSums,
  { left, top, cell }: Patch,
  into: Float32Array,
  start: number,
  weight: number,
): void {
  const blockRow = (Math.ceil(width / 2) + 1) * bins
  const across = (cell / 2) * bins
  const down = (cell / 2) * blockRow
  const corner = (top / 2) * blockRow + (left / 2) * bins
  let total = 0
  let place = 0
  for (let row = 0; row < 2; row++) {
    for (let column = 0; column < 2; column++) {
      let at = corner + row * down + column * across
      for (let bin = 0; bin < bins; bin++, at++) {
        const sum = sums[at + down + across]! - sums[at + down]! - sums[at + across]! + sums[at]!
        const value = (sum > 0 ? sum : 0) + leastSum
        cells[place++] = value
        total += value
      }
    }
  }
  const scale = 1 / total
  for (let i = 0; i < place; i++) into[start + i]! += Math.sqrt(cells[i]! * scale) * weight
}

/** The histograms of the patch in hand: 2 × 2 cells of at most nine bins. */
const cells = new Float64Array(4 * (directions + 1))
