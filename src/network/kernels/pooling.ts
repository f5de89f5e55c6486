import * as tf from '@tensorflow/tfjs-core'
import { elementType } from './element-type.ts'
import { defineKernel, executeOne } from './tensorflow.ts'

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
    run: ([x]) => (over === 'space' ? poolWhole('AvgPool', x as tf.Tensor4D) : reduce('Mean', x as tf.Tensor4D, over)),
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
    run: ([x]) => (over === 'space' ? poolWhole('MaxPool', x as tf.Tensor4D) : reduce('Max', x as tf.Tensor4D, over)),
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

/** Over the whole picture at once, which takes a third of the time of a reduction over two axes. */
function poolWhole(operation: 'AvgPool' | 'MaxPool', x: tf.Tensor4D): tf.Tensor {
  const [, height, width] = x.shape
  return executeOne(operation, [x], {
    integers: { ksize: [1, height, width, 1], strides: [1, height, width, 1] },
    texts: { padding: 'VALID', data_format: 'NHWC' },
  })
}

function reduce(operation: 'Mean' | 'Max', x: tf.Tensor4D, over: PooledOver): tf.Tensor {
  const axes = tf.tensor1d([...axesOf[over]], 'int32')
  const types = { T: elementType(x), Tidx: 'int32' } as const
  const output = executeOne(operation, [x, axes], { types, flags: { keep_dims: true } })
  axes.dispose()
  return output
}

function shareAmongLargest(dy: tf.Tensor, saved: readonly tf.Tensor[], over: PooledOver): tf.Tensor {
  const [x, top] = saved as [tf.Tensor, tf.Tensor]
  return tf.tidy(() => {
    const isTop = tf.cast(tf.equal(x, top), 'float32')
    return tf.mul(isTop, tf.div(dy, tf.sum(isTop, [...axesOf[over]], true)))
  })
}
