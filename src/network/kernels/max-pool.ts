import * as tf from '@tensorflow/tfjs-core'
import { byName, triedOnce } from './onednn.ts'
import { onPadded, sides, unpadded, type Border } from './places.ts'
import { defineKernel, execute, executeOne, type KernelAttributes, type OperationAttributes } from './tensorflow.ts'

/**
 * The largest value of windows of 3×3 at stride 2 over [N, H, W, C], as PyTorch has it: rows and columns that fill no window
 * are left out. @param border rows and columns of −∞ on each side
 */
export function maxPool(x: tf.Tensor4D, border: 0 | 1): tf.Tensor4D {
  const [output] = (marks() ? marking : searching)({ x }, { border: [border, border] }) ?? []
  if (output) return output as tf.Tensor4D
  return tf.maxPool(tf.pad(x, sides([border, border]), lowest), 3, 2, 'valid')
}

/** The pool behind the stem of a ResNet. */
export function stemMaxPool(x: tf.Tensor4D): tf.Tensor4D {
  return maxPool(x, 1)
}

/** In bfloat16 too this is a number. */
export const lowest = -3.38e38

const windows = { ksize: [1, 3, 3, 1], strides: [1, 2, 2, 1] }

/** TensorFlow's own kernel, whose gradient looks for the largest again. */
const searching = defineKernel({
  name: 'MaxPool',
  inputs: ['x'],
  run: (inputs, attributes) => executeOne('MaxPool', inputs, explicitly(attributes)),
  savesInputs: ['x'],
  savesOutputs: [true],
  gradient: (dys, saved, attributes) => ({
    x: () => {
      const gradient = executeOne('MaxPoolGrad', [...saved, ...dys], explicitly(attributes))
      tf.dispose([...saved, ...dys])
      return gradient
    },
  }),
})

function explicitly({ border }: KernelAttributes): OperationAttributes {
  return {
    integers: { ...windows, explicit_paddings: sides(border as Border).flat() },
    texts: { padding: 'EXPLICIT', data_format: 'NHWC' },
  }
}

/** oneDNN's kernel marks where the largest was: with that the gradient takes a tenth of the time. */
const marking = defineKernel({
  name: 'MaxPoolMarking',
  inputs: ['x'],
  run: ([x], { border }) =>
    onPadded(x!, border as Border, lowest, (padded) => execute('_MklNativeMaxPool', [padded], beforehand, 2)),
  savesInputs: ['x'],
  savesOutputs: [true, true],
  gradient: (dys, saved, attributes) => {
    const [dy, unused] = dys as [tf.Tensor, tf.Tensor]
    const [x, output, marks] = saved as [tf.Tensor, tf.Tensor, tf.Tensor]
    const border = attributes['border'] as Border
    return {
      x: () => {
        // The kernel reads its first input's shape alone.
        const gradient = unpadded(border, () =>
          onPadded(x, border, 0, (padded) =>
            executeOne('_MklNativeMaxPoolGrad', [padded, output, dy, marks], beforehand),
          ),
        )
        tf.dispose([dy, unused, ...saved])
        return gradient
      },
    }
  },
})

const beforehand: OperationAttributes = {
  integers: { ...windows, explicit_paddings: [] },
  texts: { padding: 'VALID', data_format: 'NHWC', ...byName },
  flags: { workspace_enabled: true },
}

const marks = triedOnce(() => {
  const x = tf.tensor4d([-1, -2, -3, -4], [1, 2, 2, 1])
  const pooled = (given: tf.Tensor): tf.Tensor => tf.sum(marking({ x: given }, { border: [1, 1] })![0]!)
  return tf.grad(pooled)(x).dataSync().join() === '1,0,0,0'
})
