import * as tf from '@tensorflow/tfjs-core'
import { addBorder, withBorder, withoutBorder } from './places.ts'
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
  run: ([x]) => {
    const padded = withBorder(x as tf.Tensor, ring, 0)
    const output = executeOne('AvgPool', [padded], beforehand)
    padded.dispose()
    return output
  },
  gradient: ([dy]) => ({
    x: () => {
      const [count, height, width, channels] = dy!.shape as [number, number, number, number]
      const shape = wholeNumbers([count, height + 2, width + 2, channels])
      const forPadded = executeOne('AvgPoolGrad', [shape, dy!], beforehand)
      const gradient = withoutBorder(forPadded, ring)
      tf.dispose([dy!, forPadded])
      return gradient
    },
  }),
})

const beforehand: OperationAttributes = {
  integers: { ksize: [1, 3, 3, 1], strides: [1, 1, 1, 1] },
  texts: { padding: 'VALID', data_format: 'NHWC' },
}
