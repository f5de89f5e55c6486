import * as tf from '@tensorflow/tfjs-core'
import { backbonePlan } from './architecture.ts'
import type { NetworkConfig } from './config.ts'
import { dropout } from './layers/dropout.ts'
import { linear } from './layers/linear.ts'
import { lstmLastHidden } from './layers/lstm.ts'
import type { Pass } from './pass.ts'
import { resnet } from './resnet.ts'

/** RLNet's first half: every frame of every clip through the ResNet, as one batch. `clips` is [B, T, H, W, 3]. */
export function clipFeatures(
  pass: Pass,
  config: NetworkConfig,
  clips: tf.Tensor5D,
): { features: tf.Tensor3D; lastBlock: tf.Tensor4D } {
  return tf.tidy(() => {
    const [count, frames, height, width, channels] = clips.shape
    const images = tf.reshape(clips, [count * frames, height, width, channels]) as tf.Tensor4D
    const { features, lastBlock } = resnet(pass, 'backbone.', backbonePlan(config), images)
    return { features: tf.reshape(features, [count, frames, -1]) as tf.Tensor3D, lastBlock }
  })
}

/** RLNet's second half: [B, T, features] to one vector per clip (last hidden state, or mean), dropout, scores. */
export function classifyFeatures(pass: Pass, config: NetworkConfig, features: tf.Tensor3D): tf.Tensor2D {
  return tf.tidy(() => {
    const clip = config.head === 'lstm' ? lstmLastHidden(pass, 'lstm', features) : (tf.mean(features, 1) as tf.Tensor2D)
    return linear(pass, 'fc', dropout(pass, clip, config.dropout))
  })
}
