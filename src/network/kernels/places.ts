/** Rows and columns added and left out, as convolutions need it. */
import * as tf from '@tensorflow/tfjs-core'
import { defineKernel, executeOne, type KernelAttributes, type OperationAttributes } from './tensorflow.ts'

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

const nativeBorder = defineKernel({
  name: 'AddBorder',
  inputs: ['x'],
  run: ([x], attributes) => {
    const { width } = attributes as { width: number }
    const paddings = tf.tensor2d(sides(width), [4, 2], 'int32')
    const output = executeOne('Pad', [x as tf.Tensor, paddings])
    paddings.dispose()
    return output
  },
  gradient: (dys, _, attributes) => {
    const [dy] = dys as [tf.Tensor4D]
    const { width } = attributes as { width: number }
    return {
      x: () => {
        const [count, rows, columns, channels] = dy.shape
        const begin = tf.tensor1d([0, width, width, 0], 'int32')
        const size = tf.tensor1d([count, rows - 2 * width, columns - 2 * width, channels], 'int32')
        const gradient = executeOne('Slice', [dy, begin, size])
        tf.dispose([begin, size, dy])
        return gradient
      },
    }
  },
})

const nativeEverySecond = defineKernel({
  name: 'EverySecond',
  inputs: ['x'],
  run: ([x]) =>
    withRange((x as tf.Tensor4D).shape, (range) => executeOne('StridedSlice', [x as tf.Tensor, ...range], stepping)),
  gradient: (dys, _, attributes) => {
    const [dy] = dys as [tf.Tensor4D]
    const { height, width } = attributes as KernelAttributes & { height: number; width: number }
    return {
      x: () => {
        const shape: Shape = [dy.shape[0], height, width, dy.shape[3]]
        const whole = tf.tensor1d(shape, 'int32')
        const gradient = withRange(shape, (range) => executeOne('StridedSliceGrad', [whole, ...range, dy], stepping))
        tf.dispose([whole, dy])
        return gradient
      },
    }
  },
})

const stepping: OperationAttributes = {
  integers: { begin_mask: 0, end_mask: 0, ellipsis_mask: 0, new_axis_mask: 0, shrink_axis_mask: 0 },
}

type Shape = [number, number, number, number]

/** Begin, end and step of every second row and column of a shape. */
function withRange(shape: Shape, use: (range: tf.Tensor[]) => tf.Tensor): tf.Tensor {
  const range = [[0, 0, 0, 0], shape, [1, 2, 2, 1]].map((values) => tf.tensor1d(values, 'int32'))
  const result = use(range)
  tf.dispose(range)
  return result
}
