/** Lengths along time, rows and columns: of what a network over space and time makes of a clip, and of its windows. */
import { elementCount } from './parameter-spec.ts'

export type PerAxis = readonly [time: number, rows: number, columns: number]

/** A window that slides over a volume: of a convolution or a pool. */
export interface Sliding {
  readonly window: PerAxis
  readonly stride: PerAxis
  /** Places added on both sides of each axis. */
  readonly padding: PerAxis
}

/** What a sliding window leaves of a volume; less than one along an axis that is too short for it. */
export function volumeAfter(volume: PerAxis, { window, stride, padding }: Sliding): PerAxis {
  const after = (axis: 0 | 1 | 2): number =>
    Math.floor((volume[axis] + 2 * padding[axis] - window[axis]) / stride[axis]) + 1
  return [after(0), after(1), after(2)]
}

/** The same along all three axes. */
export function cube(length: number): PerAxis {
  return [length, length, length]
}

/** A window of odd lengths around each place, padded so that stride 1 keeps the volume. */
export function centred(window: PerAxis, stride: PerAxis = cube(1)): Sliding {
  const [time, rows, columns] = window
  return { window, stride, padding: [(time - 1) / 2, (rows - 1) / 2, (columns - 1) / 2] }
}

/** Multiplications of a convolution that leaves `volume`. */
export function volumeMultiplications(volume: PerAxis, window: PerAxis, input: number, output: number): number {
  return elementCount(volume) * elementCount(window) * input * output
}
