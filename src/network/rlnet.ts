import * as tf from '@tensorflow/tfjs-core'
import type { ResNetPlan } from './architecture/resnet.ts'
import { stageShape } from './architecture/resnet.ts'
import { backbonePlan } from './architecture/rlnet.ts'
import { backbonePrefix } from './architecture/stages.ts'
import type { RlnetConfig } from './config.ts'
import type { Family, ForwardResult } from './family.ts'
import { dropout } from './layers/dropout.ts'
import { linear } from './layers/linear.ts'
import { lstmLastHidden } from './layers/lstm.ts'
import type { Pass } from './pass.ts'
import { averagePool, resnetStages, type StageRange } from './resnet.ts'

/** The paper's network: ResNet with attention in every block, an LSTM over the frames. */
export const rlnet: Family<RlnetConfig> = {
  forward: (pass, config, clips) =>
    tf.tidy(() => finish(pass, config, backboneStages(pass, config, clipImages(clips), {}), clips.shape[1])),
  scores: (pass, config, activations, clips) =>
    tf.tidy(() => {
      const pooled = tf.mean(activations, [1, 2])
      return classifyFeatures(pass, config, tf.reshape(pooled, [clips, -1, pooled.shape[1]!]))
    }),
  perFrame: {
    features: (pass, config, clips) =>
      tf.tidy(() => pooledFeatures(backboneStages(pass, config, clipImages(clips), {}), clips.shape[1])),
    classify: classifyFeatures,
    stageShape: (config, stage) => stageShape(backbonePlan(config), stage, config.size),
    stageOutput: (pass, config, clips, stage) =>
      tf.tidy(() => backboneStages(pass, config, clipImages(clips), { through: stage })),
    forwardFrom: (pass, config, output, frames, after) =>
      tf.tidy(() => finish(pass, config, backboneStages(pass, config, output, { after }), frames)),
  },
}

/** Frames of every clip as one batch: [B, T, H, W, 3] to [B·T, H, W, 3]. */
export function clipImages(clips: tf.Tensor5D): tf.Tensor4D {
  const [count, frames, height, width, channels] = clips.shape
  return tf.reshape(clips, [count * frames, height, width, channels])
}

/** RLNet's second half: [B, T, features] to one vector per clip (last hidden state, or mean), dropout, scores. */
function classifyFeatures(pass: Pass, config: RlnetConfig, features: tf.Tensor3D): tf.Tensor2D {
  return tf.tidy(() => {
    const clip = config.head === 'lstm' ? lstmLastHidden(pass, 'lstm', features) : (tf.mean(features, 1) as tf.Tensor2D)
    return linear(pass, 'fc', dropout(pass, clip, config.dropout))
  })
}

function finish(pass: Pass, config: RlnetConfig, lastBlock: tf.Tensor4D, frames: number): ForwardResult {
  return { logits: classifyFeatures(pass, config, pooledFeatures(lastBlock, frames)), activations: lastBlock }
}

/** A part of the backbone on images [B·T, H, W, 3], or on what the stage before that part made of them. */
function backboneStages(pass: Pass, config: RlnetConfig, x: tf.Tensor4D, range: StageRange): tf.Tensor4D {
  const plan: ResNetPlan = backbonePlan(config)
  return resnetStages(pass, backbonePrefix, plan, x, range)
}

/** What comes out of layer4, [B·T, H, W, features], as the head reads it: [B, T, features]. */
function pooledFeatures(lastBlock: tf.Tensor4D, frames: number): tf.Tensor3D {
  return tf.tidy(() => tf.reshape(averagePool(lastBlock), [lastBlock.shape[0] / frames, frames, -1]) as tf.Tensor3D)
}
