import * as tf from '@tensorflow/tfjs-core'
import type { Pass } from '../pass.ts'

/** In training each value is dropped with probability `rate` and the rest scaled by 1/(1 − rate); else x itself. */
export function dropout<T extends tf.Tensor>(pass: Pass, x: T, rate: number): T {
  if (!pass.training || rate === 0) return x
  const { random } = pass
  if (!random) throw new Error('Training with dropout needs a source of random numbers.')
  const kept = Float32Array.from({ length: x.size }, () => (random.next() < rate ? 0 : 1 / (1 - rate)))
  return tf.mul(x, tf.tensor(kept, x.shape))
}
