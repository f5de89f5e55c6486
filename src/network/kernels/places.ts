/** Rows and columns added and left out, as convolutions need it. */
import * as tf from '@tensorflow/tfjs-core'
import { cast } from './convert.ts'
import { elementType } from './element-type.ts'
import { defineKernel, executeOne, type OperationAttributes } from './tensorflow.ts'
import { wholeNumbers } from './whole-numbers.ts'

/** [N, H, W, C] with `width` rows or columns of zeros on each of its four sides. */
export function addBorder(x: tf.Tensor4D, width: number): tf.Tensor4D {
  if (width === 0) return x
  const [output] = nativeBorder({ x }, { width }) ?? []
  return (output as tf.Tensor4D | undefined) ?? tf.pad(x, sides(width))
}

/** Every second row and column of [N, H, W, C], from the first; undefined where the backend is not TensorFlow. */
export function everySecond(x: tf.Tensor4D): tf.Tensor4D | undefined {
  const [, height, width] = x.shape
  const [output] = nativeEverySecond({ x }, { height, width }) ?? []
  return output as tf.Tensor4D | undefined
}

export function sides(width: number): [number, number][] {
  return [
    [0, 0],
    [width, width],
    [width, width],
    [0, 0],
  ]
}

/** The same of `value` and for what a kernel of TensorFlow makes inside: no gradient goes through it. */
export function withBorder(x: tf.Tensor, width: number, value: number): tf.Tensor {
  const paddings = wholeNumbers(sides(width).flat(), [4, 2])
  const filling = value === 0 ? [] : [cast(tf.scalar(value), elementType(x))]
  const output = executeOne(value === 0 ? 'Pad' : 'PadV2', [x, paddings, ...filling])
  tf.dispose(filling)
  return output
}

/** [N, H, W, C] without the `width` outermost rows and columns on each side; no gradient goes through it. */
export function withoutBorder(x: tf.Tensor, width: number): tf.Tensor {
  const [count, rows, columns, channels] = x.shape as [number, number, number, number]
  const size = [count, rows - 2 * width, columns - 2 * width, channels]
  return executeOne('Slice', [x, wholeNumbers([0, width, width, 0]), wholeNumbers(size)])
}

const nativeBorder = defineKernel({
  name: 'AddBorder',
  inputs: ['x'],
  run: ([x], { width }) => withBorder(x as tf.Tensor, Number(width), 0),
  gradient: ([dy], _, { width }) => ({
    x: () => {
      const gradient = withoutBorder(dy as tf.Tensor, Number(width))
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
