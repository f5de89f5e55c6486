import * as tf from '@tensorflow/tfjs-core'
import { product } from './product.ts'
import { defineKernel } from './tensorflow.ts'

/**
 * Convolution of [N, H, W, in] with a filter of one place, [1, 1, in, out]: one product of matrices, [N·H·W, in] by [in, out],
 * and so are its two gradients. Or of [N, T, H, W, in] with [1, 1, 1, in, out]. TensorFlow does that up to a fifth faster than its convolution, in bfloat16 up to a third.
 * Undefined where the backend is not TensorFlow.
 */
export function convolvePointwise<T extends tf.Tensor4D | tf.Tensor5D>(x: T, filter: T): T | undefined {
  const [output] = native({ x, filter }) ?? []
  return output as T | undefined
}

const native = defineKernel({
  name: 'ConvolvePointwise',
  inputs: ['x', 'filter'],
  run: (inputs) => {
    const [x, filter] = inputs as [tf.Tensor, tf.Tensor]
    return product(x, filter, [...x.shape.slice(0, -1), filter.shape.at(-1)!])
  },
  savesInputs: ['x', 'filter'],
  gradient: (dys, saved) => {
    const [dy, x, filter] = [...dys, ...saved] as [tf.Tensor, tf.Tensor, tf.Tensor]
    const filterGradient = product(x, dy, filter.shape, { transpose_a: true })
    return {
      filter: () => filterGradient,
      x: () => {
        const gradient = product(dy, filter, x.shape, { transpose_b: true })
        tf.dispose([dy, x, filter])
        return gradient
      },
    }
  },
})
