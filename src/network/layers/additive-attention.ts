import * as tf from '@tensorflow/tfjs-core'
import { parameter } from '../parameters.ts'
import type { Pass } from '../pass.ts'
import { linear } from './linear.ts'

/**
 * Additive attention over time: [clips, steps, values] to the sum of the states weighed by the softmax over the steps of
 * tanh(W h + b) · v, [clips, values] (Zhou et al. 2016 with a bias, as Zhu & Lu 2019 take it). W and b are `projection`, v is
 * `score`.
 */
export function additiveAttention(pass: Pass, name: string, states: tf.Tensor3D): tf.Tensor2D {
  return tf.tidy(() => {
    const [clips, steps, values] = states.shape
    const flat = tf.reshape(states, [clips * steps, values]) as tf.Tensor2D
    const projected = tf.tanh(linear(pass, `${name}.projection`, flat))
    const scores = tf.matMul(projected, parameter(pass.parameters, `${name}.score.weight`) as tf.Tensor as tf.Tensor2D)
    const weights = tf.softmax(tf.reshape(scores, [clips, steps]), 1)
    return tf.sum(tf.mul(states, tf.reshape(weights, [clips, steps, 1])), 1) as tf.Tensor2D
  })
}
