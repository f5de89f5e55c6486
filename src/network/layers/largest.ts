import * as tf from '@tensorflow/tfjs-core'

/**
 * Maximum over axes. Where several values are the largest the gradient is shared among them, as torch.amax does; tfjs gives
 * each the whole of it.
 */
export function largest(x: tf.Tensor, axes: number[], keepDims = false): tf.Tensor {
  const compute = tf.customGrad((input, save) => {
    const source = input as tf.Tensor
    const kept = tf.max(source, axes, true)
    ;(save as tf.GradSaveFunc)([source, kept])
    const value = keepDims ? kept : tf.squeeze(kept, axes)
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [from, top] = saved as [tf.Tensor, tf.Tensor]
        const isTop = tf.cast(tf.equal(from, top), 'float32')
        const share = tf.div(tf.reshape(dy, top.shape), tf.sum(isTop, axes, true))
        return tf.mul(isTop, share)
      },
    }
  })
  return compute(x)
}
