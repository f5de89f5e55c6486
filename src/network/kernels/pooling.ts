import * as tf from '@tensorflow/tfjs-core'
import { cast } from './convert.ts'
import { elementType } from './element-type.ts'
import { defineKernel, executeOne } from './tensorflow.ts'
import { wholeNumbers } from './whole-numbers.ts'

/** What a [N, H, W, C] tensor is pooled over: `space` leaves [N, 1, 1, C], `channels` leaves [N, H, W, 1]. */
export type PooledOver = 'space' | 'channels'

export interface Pooled {
  readonly average: tf.Tensor4D
  readonly largest: tf.Tensor4D
}

const axesOf = { space: [1, 2], channels: [3] } as const satisfies Record<PooledOver, number[]>

export function average(x: tf.Tensor4D, over: PooledOver): tf.Tensor4D {
  const [output] = nativeAverage[over]({ x }) ?? []
  return (output as tf.Tensor4D | undefined) ?? tf.mean(x, [...axesOf[over]], true)
}

/**
 * Averages and largest values, as float32. Where several are the largest they share the gradient, as in torch.amax; tfjs
 * gives each the whole of it.
 */
export function pool(x: tf.Tensor4D, over: PooledOver): Pooled {
  const outputs = nativePool[over]({ x })
  if (outputs) return { average: outputs[0] as tf.Tensor4D, largest: outputs[1] as tf.Tensor4D }
  const axes = [...axesOf[over]]
  const largest = tf.customGrad((input, save) => {
    const value = tf.max(input as tf.Tensor, axes, true)
    ;(save as tf.GradSaveFunc)([input as tf.Tensor, value])
    return {
      value,
      gradFunc: (dy, [given, top]) => {
        const isTop = tf.cast(tf.equal(given!, top!), 'float32')
        return tf.mul(isTop, tf.div(dy, tf.sum(isTop, axes, true)))
      },
    }
  })
  return { average: tf.mean(x, axes, true), largest: largest(x) as tf.Tensor4D }
}

/** tfjs would multiply the mean's gradient by a tensor of ones as large as the input; this only spreads it. */
const defineAverage = (over: PooledOver): ReturnType<typeof defineKernel> =>
  defineKernel({
    name: `AverageOver-${over}`,
    inputs: ['x'],
    run: ([x]) => poolNatively('average', x as tf.Tensor4D, over),
    // Saved for its shape alone; it shares the memory of what the other consumers of x save.
    savesInputs: ['x'],
    gradient: (dys, saved) => {
      const [dy, x] = [...dys, ...saved] as [tf.Tensor, tf.Tensor]
      const gradient = tf.tidy(() => tf.broadcastTo(tf.div(dy, x.size / dy.size), x.shape))
      tf.dispose([dy, x])
      return { x: () => gradient }
    },
  })

/** Both in one kernel, so that their gradients are written as one tensor. */
const definePool = (over: PooledOver): ReturnType<typeof defineKernel> => {
  const axes = [...axesOf[over]]
  return defineKernel({
    name: `PoolOver-${over}`,
    inputs: ['x'],
    run: ([x]) => {
      // TensorFlow finds the largest bfloat16 more slowly than it converts all of them.
      const floats = cast(x as tf.Tensor4D, 'float32')
      const pooled = (['average', 'largest'] as const).map((what) => poolNatively(what, floats, over))
      floats.dispose()
      return pooled
    },
    savesInputs: ['x'],
    savesOutputs: [false, true],
    gradient: ([forAverage, forLargest], saved) => ({
      x: () => {
        const [x, largest] = saved as [tf.Tensor, tf.Tensor]
        const gradient = tf.tidy(() => {
          const type = elementType(x)
          const isLargest = executeOne('Equal', [x, cast(largest, type)])
          const sharing = tf.sum(tf.cast(isLargest, 'float32'), axes, true)
          const everywhere = tf.div(forAverage!, x.size / largest.size)
          const atLargest = tf.add(everywhere, tf.div(forLargest!, sharing))
          return executeOne('SelectV2', [isLargest, cast(atLargest, type), cast(everywhere, type)])
        })
        tf.dispose([forAverage!, forLargest!, x, largest])
        return gradient
      },
    }),
  })
}

const nativeAverage = { space: defineAverage('space'), channels: defineAverage('channels') }
const nativePool = { space: definePool('space'), channels: definePool('channels') }

/** Over a whole picture in one window, which takes a third of the time of a reduction over two axes. */
function poolNatively(what: keyof Pooled, x: tf.Tensor4D, over: PooledOver): tf.Tensor {
  const [, height, width] = x.shape
  if (over === 'space') {
    return executeOne(what === 'average' ? 'AvgPool' : 'MaxPool', [x], {
      integers: { ksize: [1, height, width, 1], strides: [1, height, width, 1] },
      texts: { padding: 'VALID', data_format: 'NHWC' },
    })
  }
  const axes = wholeNumbers(axesOf[over])
  return executeOne(what === 'average' ? 'Mean' : 'Max', [x, axes], { flags: { keep_dims: true } })
}
