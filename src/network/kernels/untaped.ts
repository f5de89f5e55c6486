import * as tf from '@tensorflow/tfjs-core'

/**
 * Runs `compute` on x so that no gradient tape sees into it: nothing is kept for a backward pass, and what comes out counts
 * as a constant.
 */
export function untaped(x: tf.Tensor4D, compute: (x: tf.Tensor4D) => tf.Tensor4D): tf.Tensor4D {
  // What runs inside a gradient of one's own is not recorded; the gradient is asked for only where x itself has one.
  const constant = tf.customGrad((input) => ({
    value: compute(input as tf.Tensor4D),
    gradFunc: () => tf.zerosLike(x),
  }))
  return constant(x) as tf.Tensor4D
}
