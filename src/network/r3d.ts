import * as tf from '@tensorflow/tfjs-core'
import { r3dPlan, type NormedConvolution, type R3dBlock } from './architecture/r3d.ts'
import type { R3dConfig } from './config.ts'
import type { Family } from './family.ts'
import type { Activation } from './kernels/batch-norm.ts'
import { maxPool3d } from './kernels/max-pool-3d.ts'
import { average } from './kernels/pooling.ts'
import { addRelu, fork } from './kernels/residual.ts'
import { batchNorm3d, stepImages } from './layers/batch-norm-3d.ts'
import { convolution3d } from './layers/convolution-3d.ts'
import { dropout } from './layers/dropout.ts'
import { linear } from './layers/linear.ts'
import type { Pass } from './pass.ts'
import { inPrecision } from './precision.ts'

/** A residual network over space and time: its last block averaged over all places, then one linear layer. */
export const r3d: Family<R3dConfig> = {
  forward: (pass, config, clips) =>
    tf.tidy(() => {
      const last = inPrecision(pass, clips, (x) => lastBlock(pass, config, x))
      const activations = stepImages(last)
      return { logits: classify(pass, config, average(activations, 'space'), clips.shape[0]), activations }
    }),
  scores: (pass, config, activations, clips) =>
    tf.tidy(() => classify(pass, config, tf.mean(activations, [1, 2]), clips)),
  perFrame: null,
}

function lastBlock(pass: Pass, config: R3dConfig, clips: tf.Tensor5D): tf.Tensor5D {
  const { stem, pool, blocks } = r3dPlan(config)
  const stemmed = tf.tidy(() => {
    const convolved = normedConvolution(pass, stem, clips, 'relu')
    return pool ? maxPool3d(convolved, pool) : convolved
  })
  return blocks.reduce((x, block) => residualBlock(pass, block, x), stemmed)
}

/** H(x) = F(x) + x, over space and time. */
function residualBlock(pass: Pass, { branch, shortcut }: R3dBlock, x: tf.Tensor5D): tf.Tensor5D {
  return tf.tidy(() => {
    const [forBranch, forShortcut] = fork(x, 2) as [tf.Tensor5D, tf.Tensor5D]
    const residual = branch.reduce(
      (value, convolution, place) =>
        normedConvolution(pass, convolution, value, place < branch.length - 1 ? 'relu' : 'none'),
      forBranch,
    )
    return addRelu(residual, shortcut ? normedConvolution(pass, shortcut, forShortcut, 'none') : forShortcut)
  })
}

function normedConvolution(
  pass: Pass,
  { name, norm, sliding }: NormedConvolution,
  x: tf.Tensor5D,
  activation: Activation,
): tf.Tensor5D {
  return tf.tidy(() => batchNorm3d(pass, norm, convolution3d(pass, name, x, sliding), { activation }))
}

/** @param averages over the places of each step, one per channel, of all steps of so many clips */
function classify(pass: Pass, config: R3dConfig, averages: tf.Tensor, clips: number): tf.Tensor2D {
  return tf.tidy(() => {
    const features = tf.mean(tf.reshape(averages, [clips, -1, r3dPlan(config).features]), 1) as tf.Tensor2D
    return linear(pass, 'fc', dropout(pass, features, config.dropout))
  })
}
