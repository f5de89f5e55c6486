import * as tf from '@tensorflow/tfjs-core'
import { elementCount } from '../architecture/parameter-spec.ts'
import type { Sliding } from '../architecture/volume.ts'
import { elementType } from './element-type.ts'
import { lowest } from './max-pool.ts'
import { byName, triedOnce } from './onednn.ts'
import { onPadded, unpadded, type Border } from './places.ts'
import { defineKernel, execute, executeOne, type KernelAttributes, type OperationAttributes } from './tensorflow.ts'

/** The largest value of each window over [N, T, H, W, C], padded with −∞ as in PyTorch; what fills no window is left out. */
export function maxPool3d(x: tf.Tensor5D, sliding: Sliding): tf.Tensor5D {
  if (!marks()) return maxPool3dInSteps(x, sliding)
  const { window, stride, padding } = sliding
  return marking({ x }, { window, stride, padding })![0] as tf.Tensor5D
}

/**
 * What `maxPool3d` does where oneDNN's kernel is not to be had: one axis after the other, from the last. Of several largest
 * values in a window the first has the gradient, as in PyTorch; in TensorFlow's own kernel and in those of tfjs another or each
 * of them has it, and TensorFlow's takes three times as long on a processor.
 */
export function maxPool3dInSteps(x: tf.Tensor5D, { window, stride, padding }: Sliding): tf.Tensor5D {
  return tf.tidy(() =>
    ([2, 1, 0] as const).reduce<tf.Tensor>(
      (value, axis) => largestAlong(value, axis + 1, window[axis], stride[axis], padding[axis]),
      x,
    ),
  ) as tf.Tensor5D
}

function largestAlong(x: tf.Tensor, axis: number, window: number, stride: number, padding: number): tf.Tensor {
  const length = x.shape[axis]!
  const windows = Math.floor((length + 2 * padding - window) / stride) + 1
  const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)]
  const [rows, values] = [elementCount(before), elementCount(after)]
  const padded = tf.pad3d(
    tf.reshape(x, [rows, length, values]),
    [
      [0, 0],
      [padding, padding + stride],
      [0, 0],
    ],
    lowest,
  )
  /** What stands at one place of every window. */
  const candidates = Array.from({ length: window }, (_, place) => {
    const strides = tf.reshape(tf.slice(padded, [0, place, 0], [rows, windows * stride, values]), [
      rows,
      windows,
      stride,
      values,
    ])
    return tf.slice(strides, [0, 0, 0, 0], [rows, windows, 1, values])
  })
  const largest = candidates.reduce((one, next) => tf.maximum(one, next))
  return tf.reshape(largest, [...before, windows, ...after])
}

/** oneDNN's kernel marks where the largest was: with that its gradient need not look again. */
const marking = defineKernel({
  name: 'MaxPool3dMarking',
  inputs: ['x'],
  run: ([x], attributes) =>
    onPadded(x!, borderOf(attributes), lowest, (padded) =>
      execute('_MklNativeMaxPool3D', [padded], beforehand(attributes), 2),
    ),
  savesInputs: ['x'],
  savesOutputs: [true, true],
  gradient: (dys, saved, attributes) => {
    const [dy, unused] = dys as [tf.Tensor, tf.Tensor]
    const [x, output, marks] = saved as [tf.Tensor, tf.Tensor, tf.Tensor]
    return {
      x: () => {
        // The kernel reads its first input's shape alone.
        const border = borderOf(attributes)
        const gradient = unpadded(border, () =>
          onPadded(x, border, 0, (padded) =>
            executeOne('_MklNativeMaxPool3DGrad', [padded, output, dy, marks], {
              ...beforehand(attributes),
              types: { T: elementType(x), TInput: elementType(x) },
            }),
          ),
        )
        tf.dispose([dy, unused, ...saved])
        return gradient
      },
    }
  },
})

function borderOf({ padding }: KernelAttributes): Border {
  return padding as Border
}

function beforehand(attributes: KernelAttributes): OperationAttributes {
  const { window, stride } = attributes as unknown as Sliding
  return {
    integers: { ksize: [1, ...window, 1], strides: [1, ...stride, 1] },
    texts: { padding: 'VALID', data_format: 'NDHWC', ...byName },
    flags: { workspace_enabled: true },
  }
}

const marks = triedOnce(() => {
  const x = tf.tensor5d([-1, -2, -3, -4], [1, 1, 2, 2, 1])
  const pool = { window: [1, 3, 3], stride: [1, 2, 2], padding: [0, 1, 1] }
  const gradient = tf.grad((given: tf.Tensor) => tf.sum(marking({ x: given }, pool)![0]!))(x)
  return gradient.dataSync().join() === '1,0,0,0'
})
