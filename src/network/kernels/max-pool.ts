import * as tf from '@tensorflow/tfjs-core'
import { sides } from './places.ts'
import { defineKernel, executeOne, type OperationAttributes } from './tensorflow.ts'

/** The stem's pool: 3×3 at stride 2, one row or column of −∞ around [N, H, W, C], as PyTorch pads. */
export function stemMaxPool(x: tf.Tensor4D): tf.Tensor4D {
  const [output] = native({ x }) ?? []
  if (output) return output as tf.Tensor4D
  return tf.maxPool(tf.pad(x, sides(1), -3.4e38), 3, 2, 'valid')
}

const attributes: OperationAttributes = {
  integers: { ksize: [1, 3, 3, 1], strides: [1, 2, 2, 1], explicit_paddings: sides(1).flat() },
  texts: { padding: 'EXPLICIT', data_format: 'NHWC' },
}

const native = defineKernel({
  name: 'StemMaxPool',
  inputs: ['x'],
  run: (inputs) => executeOne('MaxPool', inputs, attributes),
  savesInputs: ['x'],
  savesOutputs: [true],
  gradient: (dys, saved) => ({
    x: () => {
      const gradient = executeOne('MaxPoolGrad', [...saved, ...dys], attributes)
      tf.dispose([...saved, ...dys])
      return gradient
    },
  }),
})
