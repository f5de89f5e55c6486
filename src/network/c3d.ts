import * as tf from '@tensorflow/tfjs-core'
import { c3dGroups, convolutionSliding, type C3dGroup } from './architecture/c3d.ts'
import type { C3dConfig } from './config.ts'
import type { Family } from './family.ts'
import { addBiasRelu } from './kernels/bias.ts'
import { maxPool3d } from './kernels/max-pool-3d.ts'
import { reshape } from './kernels/reshape.ts'
import { stepImages } from './layers/batch-norm-3d.ts'
import { convolution3d } from './layers/convolution-3d.ts'
import { dropout } from './layers/dropout.ts'
import { linear } from './layers/linear.ts'
import { parameter } from './parameters.ts'
import type { Pass } from './pass.ts'
import { inPrecision } from './precision.ts'

/** C3D (Tran et al. 2015): five groups of convolutions over space and time, then three linear layers. */
export const c3d: Family<C3dConfig> = {
  forward: (pass, config, clips) =>
    tf.tidy(() => {
      const groups = c3dGroups(config)
      const last = groups.at(-1)!
      const activations = inPrecision(pass, clips, (input) => {
        const pooled = groups
          .slice(0, -1)
          .reduce((x, group) => tf.tidy(() => maxPool3d(convolved(pass, group, x), group.pool)), input)
        return convolved(pass, last, pooled)
      })
      return { logits: classify(pass, config, maxPool3d(activations, last.pool)), activations: stepImages(activations) }
    }),
  scores: (pass, config, activations, clips) =>
    tf.tidy(() => {
      const [images, ...place] = activations.shape
      const steps = reshape<tf.Tensor5D>(activations, [clips, images / clips, ...place])
      return classify(pass, config, maxPool3d(steps, c3dGroups(config).at(-1)!.pool))
    }),
  perFrame: null,
}

function convolved(pass: Pass, { convolutions }: C3dGroup, x: tf.Tensor5D): tf.Tensor5D {
  return tf.tidy(() =>
    convolutions.reduce((value, { name }) => {
      const bias = parameter(pass.parameters, `${name}.bias`) as tf.Tensor as tf.Tensor1D
      return addBiasRelu(convolution3d(pass, name, value, convolutionSliding), bias)
    }, x),
  )
}

/** From what the last pool leaves to logits. */
function classify(pass: Pass, config: C3dConfig, pooled: tf.Tensor5D): tf.Tensor2D {
  return tf.tidy(() => {
    // PyTorch's weights count channels first.
    const flat = tf.reshape(tf.transpose(pooled, [0, 4, 1, 2, 3]), [pooled.shape[0], -1]) as tf.Tensor2D
    const hidden = ['fc6', 'fc7'].reduce(
      (value, name) => dropout(pass, tf.relu(linear(pass, name, value)), config.dropout),
      flat,
    )
    return linear(pass, 'fc8', hidden)
  })
}
