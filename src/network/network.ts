import * as tf from '@tensorflow/tfjs-core'
import {
  backbonePlan,
  isFrozen,
  isTrainable,
  networkSpecs,
  stageOf,
  stageShape,
  type ParameterSpec,
  type Stage,
} from './architecture.ts'
import type { NetworkConfig } from './config.ts'
import { nearIdentity } from './near-identity.ts'
import { createParameters, startingValues, type Parameters, type ParameterValues } from './parameters.ts'
import type { Pass } from './pass.ts'
import { backboneStages, classifyFeatures, clipImages, pooledFeatures } from './rlnet.ts'

/** What a pass needs beside the parameters. */
export type ForwardOptions = Omit<Pass, 'parameters'>

/** An alias, not an interface, so that tf.tidy accepts it. */
export type ForwardResult = {
  /** [clips, classes], before the softmax. */
  readonly logits: tf.Tensor2D
  /** Output of the last block of layer4, [clips · frames, height, width, channels]: what Grad-CAM looks at. */
  readonly lastBlock: tf.Tensor4D
}

/** A network in memory. Whoever makes one disposes it. Tensors it returns belong to the caller (use tf.tidy). */
export interface Network {
  readonly config: NetworkConfig
  readonly specs: readonly ParameterSpec[]
  readonly parameters: Parameters
  /** Names of what is trained: everything but running statistics and the stages from the stem to `frozenThrough`. */
  trainableNames(frozenThrough?: Stage): string[]
  /** `clips`: normalised floats [clips, frames, height, width, 3]. */
  forward(clips: tf.Tensor5D, options: ForwardOptions): ForwardResult
  /**
   * What comes out of a stage in evaluation, [clips · frames, height, width, channels], from which `forwardFrom` goes on. It
   * counts as a constant: no gradient is computed through it.
   */
  stageOutput(clips: tf.Tensor5D, stage: Stage): tf.Tensor4D
  /** What a stage makes of one frame of this network's size: [height, width, channels]. */
  stageShape(stage: Stage): [number, number, number]
  /**
   * The rest of the way for the output of stage `after`, which may be pooled to [clips · frames, 1, 1, channels] where that
   * is layer4: it is pooled next, and `lastBlock` is then the tensor given. `frames` are those of a clip.
   */
  forwardFrom(stageOutput: tf.Tensor4D, frames: number, after: Stage, options: ForwardOptions): ForwardResult
  /** The backbone alone: [clips, frames, height, width, 3] to [clips, frames, features]. */
  features(clips: tf.Tensor5D, options: ForwardOptions): tf.Tensor3D
  /** The head alone: [clips, frames, features] to logits [clips, classes]. */
  classify(features: tf.Tensor3D, options: ForwardOptions): tf.Tensor2D
  dispose(): void
}

/**
 * A network with the weights that `seed` starts it with. `near-identity` is for a backbone that is loaded next and has
 * learned without the attention.
 */
export function createNetwork(
  config: NetworkConfig,
  seed: number,
  attentionStart: 'usual' | 'near-identity' = 'usual',
): Network {
  const usual = startingValues(seed)
  return createNetworkFrom(config, attentionStart === 'usual' ? usual : nearIdentity(usual, config.attention))
}

/** A network with given values (PyTorch's layout), asked for by parameter. */
export function createNetworkFrom(config: NetworkConfig, values: ParameterValues): Network {
  const specs = networkSpecs(config)
  const parameters = createParameters(specs, values)
  const trainable = specs.filter((spec) => isTrainable(spec.kind)).map((spec) => spec.name)
  const finish = (lastBlock: tf.Tensor4D, frames: number, pass: Pass): ForwardResult => ({
    logits: classifyFeatures(pass, config, pooledFeatures(lastBlock, frames)),
    lastBlock,
  })
  return {
    config,
    specs,
    parameters,
    trainableNames: (frozenThrough) => trainable.filter((name) => !isFrozen(stageOf(name), frozenThrough)),
    forward: (clips, options) =>
      tf.tidy(() => {
        const pass = { parameters, ...options }
        return finish(backboneStages(pass, config, clipImages(clips), {}), clips.shape[1], pass)
      }),
    stageOutput: (clips, stage) =>
      tf.tidy(() => {
        const pass = { parameters, training: false, frozenThrough: stage }
        return backboneStages(pass, config, clipImages(clips), { through: stage })
      }),
    stageShape: (stage) => stageShape(backbonePlan(config), stage, config.size),
    forwardFrom: (stageOutput, frames, after, options) =>
      tf.tidy(() => {
        const pass = { parameters, ...options }
        return finish(backboneStages(pass, config, stageOutput, { after }), frames, pass)
      }),
    features: (clips, options) =>
      tf.tidy(() => {
        const lastBlock = backboneStages({ parameters, ...options }, config, clipImages(clips), {})
        return pooledFeatures(lastBlock, clips.shape[1])
      }),
    classify: (features, options) => classifyFeatures({ parameters, ...options }, config, features),
    dispose: () => parameters.forEach((variable) => variable.dispose()),
  }
}
