import * as tf from '@tensorflow/tfjs-core'
import type { Network } from './network.ts'

/** What both a network and its folded form do: score clips, and score activations once more so that there is a gradient. */
export type Explainable = Pick<Network, 'forward' | 'scores'>

/** An alias, not an interface, so that tf.tidy accepts it. */
export type ClassActivation = {
  /** The class that was asked about. */
  readonly classIndex: number
  /** [classes], before the softmax. */
  readonly logits: number[]
  /** Of a map, in cells of what was explained (a 32nd of the frame's in ResNets, a 16th in C3D). */
  readonly height: number
  readonly width: number
  /** [steps][height · width], row-major: ReLU(Σ weight · activation), the weights being the gradients' means. */
  readonly maps: Float32Array[]
  /** The same, brought to 0…1 over the whole clip, so that its steps can be compared. */
  readonly scaledMaps: Float32Array[]
}

/**
 * Grad-CAM (Selvaraju et al. 2017) of one clip [frames, height, width, 3]: which places of what the last convolutions
 * made raised the score, before the softmax, of `classIndex` (where left out, of the class with the highest score).
 */
export function gradCam(network: Explainable, clip: tf.Tensor4D, classIndex?: number): ClassActivation {
  return tf.tidy((): ClassActivation => {
    const { activations, logits } = network.forward(tf.expandDims(clip, 0) as tf.Tensor5D, { training: false })
    const scores = Array.from(logits.dataSync<'float32'>())
    const asked = classIndex ?? scores.indexOf(Math.max(...scores))
    if (!(asked in scores)) throw new RangeError(`There is no class ${asked} among ${scores.length}.`)
    const score = (of: tf.Tensor): tf.Scalar =>
      tf.sum(tf.slice(network.scores(of as tf.Tensor4D, 1), [0, asked], [1, 1]))
    const gradient = tf.grad(score)(activations)
    const weights = tf.mean(gradient, [1, 2], true)
    const maps = tf.relu(tf.sum(tf.mul(weights, activations), 3)) as tf.Tensor3D
    const [steps, height, width] = maps.shape
    const values = maps.dataSync<'float32'>()
    return {
      classIndex: asked,
      logits: scores,
      height,
      width,
      maps: perStep(values, steps),
      scaledMaps: perStep(scaleOverClip(values), steps),
    }
  })
}

/** (v − min) / (10⁻⁷ + max − min), over all frames. */
function scaleOverClip(values: Float32Array): Float32Array {
  let least = Infinity
  let most = -Infinity
  for (const value of values) {
    least = Math.min(least, value)
    most = Math.max(most, value)
  }
  return values.map((value) => (value - least) / (1e-7 + most - least))
}

function perStep(values: Float32Array, steps: number): Float32Array[] {
  const cells = values.length / steps
  return Array.from({ length: steps }, (_, step) => values.slice(step * cells, (step + 1) * cells))
}
