import * as tf from '@tensorflow/tfjs-core'
import { convert } from './kernels/convert.ts'
import type { Pass } from './pass.ts'

/** From float32 to float32, whatever the pass computes with in between. */
export function inPrecision<From extends tf.Tensor, To extends tf.Tensor>(
  pass: Pass,
  x: From,
  compute: (x: From) => To,
): To {
  if (pass.precision !== 'bf16') return compute(x)
  return tf.tidy(() => convert(compute(convert(x, 'bf16')), 'float32'))
}
