import * as tf from '@tensorflow/tfjs-core'
import { addBorder, onPadded, unpadded } from './places.ts'
import { defineKernel, executeOne, type OperationAttributes } from './tensorflow.ts'
import { wholeNumbers } from './whole-numbers.ts'

/** The mean over the 3×3 places around each of [N, H, W, C]; those outside count as zeros, as PyTorch counts them. */
export function averageAround(x: tf.Tensor4D): tf.Tensor4D {
  const [output] = native({ x }) ?? []
  return (output as tf.Tensor4D | undefined) ?? tf.avgPool(addBorder(x, ring), 3, 1, 'valid')
}

const ring = [1, 1]

const native = defineKernel({
  name: 'AverageAround',
  inputs: ['x'],
  run: ([x]) => onPadded(x!, ring, 0, (padded) => executeOne('AvgPool', [padded], beforehand)),
  gradient: ([dy]) => ({
    x: () => {
      const [count, height, width, channels] = dy!.shape as [number, number, number, number]
      const shape = wholeNumbers([count, height + 2, width + 2, channels])
      const gradient = unpadded(ring, () => executeOne('AvgPoolGrad', [shape, dy!], beforehand))
      dy!.dispose()
      return gradient
    },
  }),
})

const beforehand: OperationAttributes = {
  integers: { ksize: [1, 3, 3, 1], strides: [1, 1, 1, 1] },
  texts: { padding: 'VALID', data_format: 'NHWC' },
}
