/** Rows and columns added and left out, as convolutions and pools need it. */
import * as tf from '@tensorflow/tfjs-core'
import { cast } from './convert.ts'
import { elementType } from './element-type.ts'
import { defineKernel, executeOne, type OperationAttributes } from './tensorflow.ts'
import { wholeNumbers } from './whole-numbers.ts'

/** How many places are added at both ends of each axis but the first and the last. */
export type Border = readonly number[]

/** [N, …, C] with zeros around. */
export function addBorder<T extends tf.Tensor>(x: T, border: Border): T {
  if (isNone(border)) return x
  const [output] = nativeBorder({ x }, { border }) ?? []
  return (output as T | undefined) ?? tf.pad(x, sides(border))
}

/** Every second row and column of [N, H, W, C], from the first; undefined where the backend is not TensorFlow. */
export function everySecond(x: tf.Tensor4D): tf.Tensor4D | undefined {
  const [, height, width] = x.shape
  const [output] = nativeEverySecond({ x }, { height, width }) ?? []
  return output as tf.Tensor4D | undefined
}

/** Before and behind on every axis. */
export function sides(border: Border): [number, number][] {
  return [0, ...border, 0].map((width) => [width, width])
}

/**
 * What a kernel of TensorFlow makes of [N, …, C] with `value` around, of which nothing is kept; no gradient goes through it.
 * @param compute given x itself where the border has no width
 */
export function onPadded<Made>(
  x: tf.Tensor,
  border: Border,
  value: number,
  compute: (padded: tf.Tensor) => Made,
): Made {
  if (isNone(border)) return compute(x)
  const padded = withBorder(x, border, value)
  const made = compute(padded)
  padded.dispose()
  return made
}

/** What `make` makes, [N, …, C], without its border; no gradient goes through it. */
export function unpadded(border: Border, make: () => tf.Tensor): tf.Tensor {
  const padded = make()
  if (isNone(border)) return padded
  const inner = withoutBorder(padded, border)
  padded.dispose()
  return inner
}

function isNone(border: Border): boolean {
  return border.every((width) => width === 0)
}

function withBorder(x: tf.Tensor, border: Border, value: number): tf.Tensor {
  const paddings = wholeNumbers(sides(border).flat(), [x.rank, 2])
  const filling = value === 0 ? [] : [cast(tf.scalar(value), elementType(x))]
  const output = executeOne(value === 0 ? 'Pad' : 'PadV2', [x, paddings, ...filling])
  tf.dispose(filling)
  return output
}

function withoutBorder(x: tf.Tensor, border: Border): tf.Tensor {
  const begin = [0, ...border, 0]
  const size = x.shape.map((length, axis) => length - 2 * begin[axis]!)
  return executeOne('Slice', [x, wholeNumbers(begin), wholeNumbers(size)])
}

const nativeBorder = defineKernel({
  name: 'AddBorder',
  inputs: ['x'],
  run: ([x], { border }) => withBorder(x as tf.Tensor, border as Border, 0),
  gradient: ([dy], _, { border }) => ({
    x: () => {
      const gradient = withoutBorder(dy as tf.Tensor, border as Border)
      tf.dispose(dy as tf.Tensor)
      return gradient
    },
  }),
})

/** The mean over windows of one place each: TensorFlow's own strided slice does the same thirty times slower. */
const nativeEverySecond = defineKernel({
  name: 'EverySecond',
  inputs: ['x'],
  run: (inputs) => executeOne('AvgPool', inputs, onePlaceWindows),
  gradient: (dys, _, attributes) => {
    const [dy] = dys as [tf.Tensor4D]
    const { height, width } = attributes as { height: number; width: number }
    return {
      x: () => {
        const shape = wholeNumbers([dy.shape[0], height, width, dy.shape[3]])
        const gradient = executeOne('AvgPoolGrad', [shape, dy], onePlaceWindows)
        dy.dispose()
        return gradient
      },
    }
  },
})

const onePlaceWindows: OperationAttributes = {
  integers: { ksize: [1, 1, 1, 1], strides: [1, 2, 2, 1] },
  texts: { padding: 'VALID', data_format: 'NHWC' },
}
