import * as tf from '@tensorflow/tfjs-core'
import { byName, triedOnce } from './onednn.ts'
import { sides, withBorder, withoutBorder } from './places.ts'
import { defineKernel, execute, executeOne, type OperationAttributes } from './tensorflow.ts'

/** The stem's pool: 3×3 at stride 2, one row or column of −∞ around [N, H, W, C], as PyTorch pads. */
export function stemMaxPool(x: tf.Tensor4D): tf.Tensor4D {
  const [output] = (marks() ? marking({ x }) : searching({ x })) ?? []
  if (output) return output as tf.Tensor4D
  return tf.maxPool(tf.pad(x, sides(ring), lowest), 3, 2, 'valid')
}

/** In bfloat16 too this is a number. */
export const lowest = -3.38e38

const ring = [1, 1]

const windows = { ksize: [1, 3, 3, 1], strides: [1, 2, 2, 1] }

/** TensorFlow's own kernel, whose gradient looks for the largest again. */
const searching = defineKernel({
  name: 'StemMaxPool',
  inputs: ['x'],
  run: (inputs) => executeOne('MaxPool', inputs, explicitly),
  savesInputs: ['x'],
  savesOutputs: [true],
  gradient: (dys, saved) => ({
    x: () => {
      const gradient = executeOne('MaxPoolGrad', [...saved, ...dys], explicitly)
      tf.dispose([...saved, ...dys])
      return gradient
    },
  }),
})

const explicitly: OperationAttributes = {
  integers: { ...windows, explicit_paddings: sides(ring).flat() },
  texts: { padding: 'EXPLICIT', data_format: 'NHWC' },
}

/** oneDNN's kernel marks where the largest was: with that the gradient takes a tenth of the time. */
const marking = defineKernel({
  name: 'StemMaxPoolMarking',
  inputs: ['x'],
  run: ([x]) => {
    const padded = withBorder(x as tf.Tensor, ring, lowest)
    const outputs = execute('_MklNativeMaxPool', [padded], beforehand, 2)
    padded.dispose()
    return outputs
  },
  savesInputs: ['x'],
  savesOutputs: [true, true],
  gradient: (dys, saved) => {
    const [dy, unused] = dys as [tf.Tensor, tf.Tensor]
    const [x, output, marks] = saved as [tf.Tensor, tf.Tensor, tf.Tensor]
    return {
      x: () => {
        // The kernel reads its first input's shape alone.
        const padded = withBorder(x, ring, 0)
        const forPadded = executeOne('_MklNativeMaxPoolGrad', [padded, output, dy, marks], beforehand)
        const gradient = withoutBorder(forPadded, ring)
        tf.dispose([padded, forPadded, dy, unused, ...saved])
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
  const gradient = tf.grad((given: tf.Tensor) => tf.sum(marking({ x: given })![0]!))(x)
  return gradient.dataSync().join() === '1,0,0,0'
})
