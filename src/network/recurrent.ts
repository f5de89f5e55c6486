import * as tf from '@tensorflow/tfjs-core'
import { cnnPlan, cnnStageShape } from './architecture/cnn.ts'
import { backbonePrefix } from './architecture/stages.ts'
import { frameMaps, frameVectors } from './cnn.ts'
import type { RecurrentConfig } from './config.ts'
import type { Family, ForwardResult } from './family.ts'
import { untaped } from './kernels/untaped.ts'
import { additiveAttention } from './layers/additive-attention.ts'
import { dropout } from './layers/dropout.ts'
import { linear } from './layers/linear.ts'
import { lstmLayers } from './layers/lstm.ts'
import type { Pass } from './pass.ts'
import { resnetStages } from './resnet.ts'
import { clipImages } from './rlnet.ts'

/** A network for single frames, then LSTM layers over what it makes of them. */
export const recurrent: Family<RecurrentConfig> = {
  forward: (pass, config, clips) =>
    tf.tidy(() => {
      const { maps, vectors } = lookAtFrames(pass, config, clipImages(clips))
      return { logits: classifyVectors(pass, config, vectors, clips.shape[0]), activations: maps }
    }),
  scores: (pass, config, activations, clips) =>
    tf.tidy(() => classifyVectors(pass, config, frameVectors(pass, config, activations), clips)),
  perFrame: {
    features: (pass, config, clips) =>
      tf.tidy(() => perClip(lookAtFrames(pass, config, clipImages(clips)).vectors, clips.shape[0])),
    classify: classifyStates,
    stageShape: (config, stage) => cnnStageShape(cnnPlan(config), stage, config.size),
    stageOutput: (pass, config, clips, stage) =>
      tf.tidy(() => {
        const plan = cnnPlan(config)
        if (plan.kind === 'resnet') {
          return resnetStages(pass, backbonePrefix, plan.maps, clipImages(clips), { through: stage })
        }
        return asImages(lookAtFrames(pass, config, clipImages(clips)).vectors)
      }),
    forwardFrom: (pass, config, output, frames, after) =>
      tf.tidy((): ForwardResult => {
        const plan = cnnPlan(config)
        const clips = output.shape[0] / frames
        if (plan.kind !== 'resnet') {
          const vectors = tf.squeeze(output, [1, 2]) as tf.Tensor2D
          return { logits: classifyVectors(pass, config, vectors, clips), activations: output }
        }
        const maps = resnetStages(pass, backbonePrefix, plan.maps, output, { after })
        return { logits: classifyVectors(pass, config, frameVectors(pass, config, maps), clips), activations: maps }
      }),
  },
}

interface Looked {
  /** [N, H', W', channels] */
  readonly maps: tf.Tensor4D
  /** [N, values] */
  readonly vectors: tf.Tensor2D
}

/** The network for single frames on [N, H, W, 3]. One that is not made of stages is frozen whole or not at all. */
function lookAtFrames(pass: Pass, config: RecurrentConfig, frames: tf.Tensor4D): Looked {
  if (pass.frozenThrough === undefined || cnnPlan(config).kind === 'resnet') {
    const maps = frameMaps(pass, config, frames)
    return { maps, vectors: frameVectors(pass, config, maps) }
  }
  const stored = { ...pass, training: false }
  const maps = untaped(frames, (x) => frameMaps(stored, config, x))
  const vectors = untaped(maps, (x) => asImages(frameVectors(stored, config, x)))
  return { maps, vectors: tf.squeeze(vectors, [1, 2]) }
}

/** [N, values] as what a stage makes: [N, 1, 1, values]. */
function asImages(vectors: tf.Tensor2D): tf.Tensor4D {
  return tf.reshape(vectors, [vectors.shape[0], 1, 1, vectors.shape[1]])
}

function perClip(vectors: tf.Tensor2D, clips: number): tf.Tensor3D {
  return tf.reshape(vectors, [clips, vectors.shape[0] / clips, vectors.shape[1]])
}

function classifyVectors(pass: Pass, config: RecurrentConfig, vectors: tf.Tensor2D, clips: number): tf.Tensor2D {
  return classifyStates(pass, config, perClip(vectors, clips))
}

/** The second half: [clips, frames, values] through the LSTM layers to scores [clips, classes]. */
function classifyStates(pass: Pass, config: RecurrentConfig, vectors: tf.Tensor3D): tf.Tensor2D {
  return tf.tidy(() => {
    const states = lstmLayers(pass, 'lstm', vectors, config)
    const [clips, steps, values] = states.shape
    const scoresOf = (of: tf.Tensor2D): tf.Tensor2D => linear(pass, 'fc', dropout(pass, of, config.dropout))
    switch (config.readout) {
      case 'last':
        return scoresOf(tf.reshape(tf.slice(states, [0, steps - 1, 0], [clips, 1, values]), [clips, values]))
      case 'mean-of-scores': {
        const scores = scoresOf(tf.reshape(states, [clips * steps, values]))
        return tf.mean(tf.reshape(scores, [clips, steps, -1]), 1) as tf.Tensor2D
      }
      case 'attention':
        return scoresOf(additiveAttention(pass, 'attention', states))
    }
  })
}
