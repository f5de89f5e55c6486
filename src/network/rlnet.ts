import * as tf from '@tensorflow/tfjs-core'
import { backbonePlan, backbonePrefix } from './architecture.ts'
import type { NetworkConfig } from './config.ts'
import { dropout } from './layers/dropout.ts'
import { linear } from './layers/linear.ts'
import { lstmLastHidden } from './layers/lstm.ts'
import type { Pass } from './pass.ts'
import { averagePool, resnetStages, type StageRange } from './resnet.ts'

/** Frames of every clip as one batch: [B, T, H, W, 3] to [B·T, H, W, 3]. */
export function clipImages(clips: tf.Tensor5D): tf.Tensor4D {
  const [count, frames, height, width, channels] = clips.shape
  return tf.reshape(clips, [count * frames, height, width, channels])
}

/** A part of the backbone on images [B·T, H, W, 3], or on what the stage before that part made of them. */
export function backboneStages(pass: Pass, config: NetworkConfig, x: tf.Tensor4D, range: StageRange): tf.Tensor4D {
  return resnetStages(pass, backbonePrefix, backbonePlan(config), x, range)
}

/** What comes out of layer4, [B·T, H, W, features], as the head reads it: [B, T, features]. */
export function pooledFeatures(lastBlock: tf.Tensor4D, frames: number): tf.Tensor3D {
  return tf.tidy(() => tf.reshape(averagePool(lastBlock), [lastBlock.shape[0] / frames, frames, -1]) as tf.Tensor3D)
}

/** RLNet's second half: [B, T, features] to one vector per clip (last hidden state, or mean), dropout, scores. */
export function classifyFeatures(pass: Pass, config: NetworkConfig, features: tf.Tensor3D): tf.Tensor2D {
  return tf.tidy(() => {
    const clip = config.head === 'lstm' ? lstmLastHidden(pass, 'lstm', features) : (tf.mean(features, 1) as tf.Tensor2D)
    return linear(pass, 'fc', dropout(pass, clip, config.dropout))
  })
}
