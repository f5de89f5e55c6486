import * as tf from '@tensorflow/tfjs-core'
import { normaliseBatch } from './batch-norm.ts'
import { convert } from './convert.ts'
import { convolve } from './convolve.ts'

/** Whether the backend in use computes a convolution, a norm and their gradients in bfloat16: tried on a few values. */
export function bfloat16Works(): boolean {
  const step = (filter: tf.Tensor): tf.Scalar => {
    const x = convert(tf.ones([1, 4, 4, 2]) as tf.Tensor4D, 'bf16')
    const convolved = convolve(x, filter as tf.Tensor4D, { stride: 1, padding: [1, 1] })
    const [scale, shift, mean, variance] = [1, 0, 0, 1].map((value) => tf.fill([2], value) as tf.Tensor1D)
    const norm = {
      scale: scale!,
      shift: shift!,
      mean: mean!,
      variance: variance!,
      epsilon: 1e-5,
      activation: 'relu',
    } as const
    return tf.sum(convert(normaliseBatch(convolved, norm, 0.1).output, 'float32'))
  }
  try {
    return tf.tidy(() =>
      tf
        .grad(step)(tf.ones([3, 3, 2, 2]))
        .dataSync<'float32'>()
        .every(Number.isFinite),
    )
  } catch {
    return false
  }
}
