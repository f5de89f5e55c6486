import * as tf from '@tensorflow/tfjs-core'
import { lstmStates, lstmSteps, type LstmDirection } from '../kernels/lstm-steps.ts'
import { parameter } from '../parameters.ts'
import type { Pass } from '../pass.ts'

/**
 * One LSTM layer over [clips, steps, in], from zeros; the last hidden state [clips, hidden]. Equations 2.6–2.11 of the
 * paper with PyTorch's gate order (input, forget, candidate, output) and its two biases.
 */
export function lstmLastHidden(pass: Pass, name: string, x: tf.Tensor3D): tf.Tensor2D {
  const { projected, recurrent } = ofInput(pass, name, 'l0', x)
  return lstmSteps(projected, recurrent)
}

export interface LstmLayers {
  readonly layers: number
  readonly bidirectional: boolean
}

/**
 * LSTM layers, each over the states of the one before; what the last of them makes of every step, [clips, steps, hidden], or
 * twice as many values where each layer goes both ways: forwards, then backwards, as torch.nn.LSTM joins them.
 */
export function lstmLayers(
  pass: Pass,
  name: string,
  x: tf.Tensor3D,
  { layers, bidirectional }: LstmLayers,
): tf.Tensor3D {
  return tf.tidy(() => {
    let states = x
    for (let layer = 0; layer < layers; layer++) {
      const input = states
      const run = (direction: LstmDirection): tf.Tensor3D => {
        const suffix = `l${layer}${direction === 'backwards' ? '_reverse' : ''}`
        const { projected, recurrent } = ofInput(pass, name, suffix, input)
        return lstmStates(projected, recurrent, direction)
      }
      states = bidirectional ? (tf.concat([run('forwards'), run('backwards')], 2) as tf.Tensor3D) : run('forwards')
    }
    return states
  })
}

/**
 * What the input adds to the gates of a layer, [clips, steps, 4·hidden], and the weight that recurs. The product with the
 * input does not depend on what came before, so it is done for all steps at once.
 */
function ofInput(
  pass: Pass,
  name: string,
  suffix: string,
  x: tf.Tensor3D,
): { projected: tf.Tensor3D; recurrent: tf.Tensor2D } {
  const weight = (part: string): tf.Tensor2D =>
    parameter(pass.parameters, `${name}.${part}_${suffix}`) as tf.Tensor as tf.Tensor2D
  const [clips, steps, inputs] = x.shape
  if (steps === 0) throw new RangeError('An LSTM needs at least one step.')
  const recurrent = weight('weight_hh')
  const bias = tf.add(weight('bias_ih'), weight('bias_hh'))
  const flat = tf.add(tf.matMul(tf.reshape(x, [clips * steps, inputs]), weight('weight_ih')), bias)
  return { projected: tf.reshape(flat, [clips, steps, recurrent.shape[1]]), recurrent }
}
