import * as tf from '@tensorflow/tfjs-core'
import type { AttentionName } from './config.ts'
import { applyGate } from './kernels/gate.ts'
import { pool } from './kernels/pooling.ts'
import { fork } from './kernels/residual.ts'
import { batchNorm } from './layers/batch-norm.ts'
import { convolution } from './layers/convolution.ts'
import { linear } from './layers/linear.ts'
import type { Pass } from './pass.ts'

/** F'' = M_S ⊗ (M_C ⊗ F) on [N, H, W, C] (equations 2.2 and 2.3). */
export function attention(pass: Pass, name: string, kind: AttentionName, x: tf.Tensor4D): tf.Tensor4D {
  if (kind === 'none') return x
  return tf.tidy(() => spatialAttention(pass, `${name}.spatial`, channelAttention(pass, `${name}.channel`, kind, x)))
}

/**
 * Which channels matter. CBAM: σ(MLP(avg F) + MLP(max F)), one MLP for both (eq. 2.1). C-CBAM: σ(MLP([max F; avg F])), so
 * that the two are weighed together (eq. 2.4).
 */
function channelAttention(pass: Pass, name: string, kind: AttentionName, x: tf.Tensor4D): tf.Tensor4D {
  const mlp = (pooled: tf.Tensor2D): tf.Tensor2D =>
    linear(pass, `${name}.fc1`, tf.relu(linear(pass, `${name}.fc0`, pooled)))
  const [forPool, forProduct] = fork(x, 2) as [tf.Tensor4D, tf.Tensor4D]
  const [frames, , , channels] = x.shape
  const { average, largest } = pool(forPool, 'space')
  const averages = tf.reshape(average, [frames, channels]) as tf.Tensor2D
  const tops = tf.reshape(largest, [frames, channels]) as tf.Tensor2D
  const score: tf.Tensor2D = kind === 'c-cbam' ? mlp(tf.concat([tops, averages], 1)) : tf.add(mlp(averages), mlp(tops))
  return applyGate(forProduct, tf.reshape(tf.sigmoid(score), [frames, 1, 1, channels]))
}

/** Where it matters: σ(BN(conv7×7([max; mean] over channels))). */
function spatialAttention(pass: Pass, name: string, x: tf.Tensor4D): tf.Tensor4D {
  const [forPool, forProduct] = fork(x, 2) as [tf.Tensor4D, tf.Tensor4D]
  const { average, largest } = pool(forPool, 'channels')
  const pooled = tf.concat([largest, average], 3)
  const score = batchNorm(pass, `${name}.bn`, convolution(pass, `${name}.conv`, pooled), { momentum: 0.01 })
  return applyGate(forProduct, tf.sigmoid(score))
}
