import * as tf from '@tensorflow/tfjs-core'
import { lstmSteps } from '../kernels/lstm-steps.ts'
import { parameter } from '../parameters.ts'
import type { Pass } from '../pass.ts'

/**
 * One LSTM layer over [clips, steps, in], from zeros; the last hidden state [clips, hidden]. Equations 2.6–2.11 of the
 * paper with PyTorch's gate order (input, forget, candidate, output) and its two biases. The product with the input does
 * not depend on what came before, so it is done for all steps at once.
 */
export function lstmLastHidden(pass: Pass, name: string, x: tf.Tensor3D): tf.Tensor2D {
  const weight = (part: string): tf.Tensor2D =>
    parameter(pass.parameters, `${name}.${part}`) as tf.Tensor as tf.Tensor2D
  const [clips, steps, inputs] = x.shape
  const recurrent = weight('weight_hh_l0')
  const gates = recurrent.shape[1]
  const bias = tf.add(weight('bias_ih_l0'), weight('bias_hh_l0'))
  const projected = tf.add(tf.matMul(tf.reshape(x, [clips * steps, inputs]), weight('weight_ih_l0')), bias)
  if (steps === 0) throw new RangeError('An LSTM needs at least one step.')
  return lstmSteps(tf.reshape(projected, [clips, steps, gates]), recurrent)
}
