import * as tf from '@tensorflow/tfjs-core'
import { parameter } from '../parameters.ts'
import type { Pass } from '../pass.ts'

/** [rows, in] to [rows, out]: x·W + b. */
export function linear(pass: Pass, name: string, x: tf.Tensor2D): tf.Tensor2D {
  const weight = parameter(pass.parameters, `${name}.weight`) as tf.Tensor as tf.Tensor2D
  return tf.add(tf.matMul(x, weight), parameter(pass.parameters, `${name}.bias`))
}
