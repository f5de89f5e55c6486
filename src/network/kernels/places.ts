/** Rows and columns added and left out, as convolutions need it. */
import * as tf from '@tensorflow/tfjs-core'
import { defineKernel, executeOne, type OperationAttributes } from './tensorflow.ts'

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
        const shape = tf.tensor1d([dy.shape[0], height, width, dy.shape[3]], 'int32')
        const gradient = executeOne('AvgPoolGrad', [shape, dy], onePlaceWindows)
        tf.dispose([shape, dy])
        return gradient
      },
    }
  },
})

const onePlaceWindows: OperationAttributes = {
  integers: { ksize: [1, 1, 1, 1], strides: [1, 2, 2, 1] },
  texts: { padding: 'VALID', data_format: 'NHWC' },
}
