/**
 * How the 426 values that describe a trajectory lie in their row: its shape (30), then four groups of histograms over
 * 3 × 2 × 2 cells (time, then height, then width), the bins of a cell side by side.
 */

/** Cells of a patch: along time, and along each of its sides. */
export const timeCells = 3
export const sideCells = 2

/** Directions of a histogram, 45° apart; the first points to the right, the third down. */
export const directions = 8

export type HistogramName = 'hog' | 'hof' | 'mbhx' | 'mbhy'
export type DescriptorName = 'trajectory' | HistogramName

interface HistogramGroup {
  readonly name: HistogramName
  /** Directions, and for HOF one more for what does not move. */
  readonly bins: number
  /** Place of the first value among the row's histograms. */
  readonly start: number
  readonly values: number
}

function group(name: HistogramName, bins: number, start: number): HistogramGroup {
  return { name, bins, start, values: timeCells * sideCells * sideCells * bins }
}

const hog = group('hog', directions, 0)
const hof = group('hof', directions + 1, hog.start + hog.values)
const mbhx = group('mbhx', directions, hof.start + hof.values)
const mbhy = group('mbhy', directions, mbhx.start + mbhx.values)

export const histogramGroups = [hog, hof, mbhx, mbhy] as const

/** Values of all histograms of a trajectory: 396. */
export const histogramValues = mbhy.start + mbhy.values

/** Values of a trajectory's shape: x and y of each step. */
export function shapeValues(length: number): number {
  return 2 * length
}

/** Values of each descriptor by name. @param length steps of a trajectory */
export function descriptorSizes(length: number): { readonly name: DescriptorName; readonly values: number }[] {
  return [
    { name: 'trajectory', values: shapeValues(length) },
    ...histogramGroups.map(({ name, values }) => ({ name, values })),
  ]
}
