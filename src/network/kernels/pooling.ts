import * as tf from '@tensorflow/tfjs-core'
import { defineKernel } from './tensorflow.ts'

/** What a [N, H, W, C] tensor is pooled over: `space` leaves [N, 1, 1, C], `channels` leaves [N, H, W, 1]. */
export type PooledOver = 'space' | 'channels'

const axesOf = { space: [1, 2], channels: [3] } as const satisfies Record<PooledOver, number[]>

export function average(x: tf.Tensor4D, over: PooledOver): tf.Tensor4D {
  const [output] = nativeAverage[over]({ x }) ?? []
  return (output as tf.Tensor4D | undefined) ?? tf.mean(x, [...axesOf[over]], true)
}

/**
 * The largest values. Where several are the largest they share the gradient, as in torch.amax; tfjs gives each the whole
 * of it.
 */
export function largest(x: tf.Tensor4D, over: PooledOver): tf.Tensor4D {
  const [output] = nativeLargest[over]({ x }) ?? []
  if (output) return output as tf.Tensor4D
  const portable = tf.customGrad((input, save) => {
    const value = tf.max(input as tf.Tensor, [...axesOf[over]], true)
    ;(save as tf.GradSaveFunc)([input as tf.Tensor, value])
    return { value, gradFunc: (dy, saved) => shareAmongLargest(dy, saved, over) }
  })
  return portable(x) as tf.Tensor4D
}

/** tfjs would multiply the mean's gradient by a tensor of ones as large as the input; this only spreads it. */
const defineAverage = (over: PooledOver): ReturnType<typeof defineKernel> =>
  defineKernel({
    name: `AverageOver-${over}`,
    inputs: ['x'],
    run: ([x]) => tf.mean(x as tf.Tensor, [...axesOf[over]], true),
    // Saved for its shape alone; it shares the memory of what the other consumers of x save.
    savesInputs: ['x'],
    gradient: (dys, saved) => {
      const [dy, x] = [...dys, ...saved] as [tf.Tensor, tf.Tensor]
      const gradient = tf.tidy(() => tf.broadcastTo(tf.div(dy, x.size / dy.size), x.shape))
      tf.dispose([dy, x])
      return { x: () => gradient }
    },
  })

const defineLargest = (over: PooledOver): ReturnType<typeof defineKernel> =>
  defineKernel({
    name: `LargestOver-${over}`,
    inputs: ['x'],
    run: ([x]) => tf.max(x as tf.Tensor, [...axesOf[over]], true),
    savesInputs: ['x'],
    savesOutputs: [true],
    gradient: (dys, saved) => {
      const [dy] = dys as [tf.Tensor]
      const gradient = shareAmongLargest(dy, saved, over)
      tf.dispose([dy, ...saved])
      return { x: () => gradient }
    },
  })

const nativeAverage = { space: defineAverage('space'), channels: defineAverage('channels') }
const nativeLargest = { space: defineLargest('space'), channels: defineLargest('channels') }

function shareAmongLargest(dy: tf.Tensor, saved: readonly tf.Tensor[], over: PooledOver): tf.Tensor {
  const [x, top] = saved as [tf.Tensor, tf.Tensor]
  return tf.tidy(() => {
    const isTop = tf.cast(tf.equal(x, top), 'float32')
    return tf.mul(isTop, tf.div(dy, tf.sum(isTop, [...axesOf[over]], true)))
  })
}
