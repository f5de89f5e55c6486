import * as tf from '@tensorflow/tfjs-core'
import type { AttentionName } from '../config.ts'
import { applyGate } from '../kernels/gate.ts'
import { fusedConvolve } from '../kernels/fused-convolve.ts'
import { pool } from '../kernels/pooling.ts'
import { linear } from '../layers/linear.ts'
import type { FoldedParameters } from './folded-parameters.ts'

/**
 * F'' = M_S ⊗ (M_C ⊗ F) on [N, H, W, C] (equations 2.2 and 2.3), as `attention` in evaluation mode. x stays. The gates are
 * worked out in float32, whatever x is in.
 */
export function foldedAttention(
  parameters: FoldedParameters,
  name: string,
  kind: AttentionName,
  x: tf.Tensor4D,
): tf.Tensor4D {
  return tf.tidy(() => {
    const weighed = applyGate(x, channelGate(parameters, `${name}.channel`, kind, x))
    return applyGate(weighed, spatialGate(parameters, `${name}.spatial`, weighed))
  })
}

/** [N, 1, 1, C]: σ(MLP(avg F) + MLP(max F)) (eq. 2.1), or of C-CBAM σ(MLP([max F; avg F])) (eq. 2.4). */
function channelGate(parameters: FoldedParameters, name: string, kind: AttentionName, x: tf.Tensor4D): tf.Tensor4D {
  const pass = { parameters: parameters.rest, training: false }
  return tf.tidy(() => {
    const [frames, , , channels] = x.shape
    const { average, largest } = pool(x, 'space')
    const averages = tf.reshape(average, [frames, channels]) as tf.Tensor2D
    const tops = tf.reshape(largest, [frames, channels]) as tf.Tensor2D
    // CBAM's one MLP reads both pools as rows of one matrix.
    const pooled = tf.concat([tops, averages], kind === 'c-cbam' ? 1 : 0)
    const score = linear(pass, `${name}.fc1`, tf.relu(linear(pass, `${name}.fc0`, pooled)))
    const sum = kind === 'c-cbam' ? score : tf.sum(tf.reshape(score, [2, frames, channels]), 0)
    return tf.reshape(tf.sigmoid(sum), [frames, 1, 1, channels])
  })
}

/** [N, H, W, 1]: σ(conv7×7([max; mean] over channels)), its norm folded in. */
function spatialGate(parameters: FoldedParameters, name: string, x: tf.Tensor4D): tf.Tensor4D {
  const { filter, bias } = parameters.convolutions.get(`${name}.conv`)!
  return tf.tidy(() => {
    const { average, largest } = pool(x, 'channels')
    const pooled = tf.concat([largest, average], 3)
    return tf.sigmoid(fusedConvolve(pooled, filter, { bias, stride: 1, padding: [3, 3], activation: 'none' }))
  })
}
