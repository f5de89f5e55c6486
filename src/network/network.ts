import type * as tf from '@tensorflow/tfjs-core'
import {
  freezableStages,
  isFrozen,
  isTrainable,
  networkSpecs,
  stageOf,
  type ParameterSpec,
  type Stage,
} from './architecture/index.ts'
import type { NetworkConfig } from './config.ts'
import { familyOf } from './families.ts'
import type { ForwardResult } from './family.ts'
import { nearIdentity } from './near-identity.ts'
import { createParameters, startingValues, type Parameters, type ParameterValues } from './parameters.ts'
import type { Pass } from './pass.ts'

/** What a pass needs beside the parameters. */
export type ForwardOptions = Omit<Pass, 'parameters'>

/** A network in memory. Whoever makes one disposes it. Tensors it returns belong to the caller (use tf.tidy). */
export interface Network {
  readonly config: NetworkConfig
  readonly specs: readonly ParameterSpec[]
  readonly parameters: Parameters
  /** Names of what is trained: everything but running statistics and the stages from the stem to `frozenThrough`. */
  trainableNames(frozenThrough?: Stage): string[]
  /** `clips`: normalised floats [clips, frames, height, width, 3]. */
  forward(clips: tf.Tensor5D, options: ForwardOptions): ForwardResult
  /** The rest of the way, in evaluation, from `activations` of so many clips to logits. Has a gradient. */
  scores(activations: tf.Tensor4D, clips: number): tf.Tensor2D
  /** Null for a network that looks at all frames of a clip at once. */
  readonly perFrame: PerFrameNetwork | null
  dispose(): void
}

/** A network that looks at every frame by itself before it looks at the clip, and so can be run in two parts. */
export interface PerFrameNetwork {
  /** Through which it may be frozen. */
  readonly stages: readonly Stage[]
  /**
   * What comes out of a stage in evaluation, [clips · frames, height, width, channels], from which `forwardFrom` goes on. It
   * counts as a constant: no gradient is computed through it.
   */
  stageOutput(clips: tf.Tensor5D, stage: Stage): tf.Tensor4D
  /** What a stage makes of one frame of this network's size: [height, width, channels]. */
  stageShape(stage: Stage): [number, number, number]
  /**
   * The rest of the way for the output of stage `after`, which may be pooled to [clips · frames, 1, 1, channels] where that
   * is layer4: it is pooled next, and `activations` is then the tensor given. `frames` are those of a clip.
   */
  forwardFrom(stageOutput: tf.Tensor4D, frames: number, after: Stage, options: ForwardOptions): ForwardResult
  /** The backbone alone: [clips, frames, height, width, 3] to [clips, frames, features]. */
  features(clips: tf.Tensor5D, options: ForwardOptions): tf.Tensor3D
  /** The head alone: [clips, frames, features] to logits [clips, classes]. */
  classify(features: tf.Tensor3D, options: ForwardOptions): tf.Tensor2D
}

/**
 * A network with the weights that `seed` starts it with. `near-identity` is for a backbone with attention that is loaded
 * next and has learned without the attention.
 */
export function createNetwork(
  config: NetworkConfig,
  seed: number,
  attentionStart: 'usual' | 'near-identity' = 'usual',
): Network {
  const usual = startingValues(seed)
  const gated = config.family === 'rlnet' && attentionStart === 'near-identity'
  return createNetworkFrom(config, gated ? nearIdentity(usual, config.attention) : usual)
}

/** A network with given values (PyTorch's layout), asked for by parameter. */
export function createNetworkFrom(config: NetworkConfig, values: ParameterValues): Network {
  const specs = networkSpecs(config)
  const parameters = createParameters(specs, values)
  const trainable = specs.filter((spec) => isTrainable(spec.kind)).map((spec) => spec.name)
  const family = familyOf(config)
  const { perFrame } = family
  const evaluation = { parameters, training: false }
  return {
    config,
    specs,
    parameters,
    trainableNames: (frozenThrough) => trainable.filter((name) => !isFrozen(stageOf(name), frozenThrough)),
    forward: (clips, options) => family.forward({ parameters, ...options }, config, clips),
    scores: (activations, clips) => family.scores(evaluation, config, activations, clips),
    perFrame: perFrame && {
      stages: freezableStages(config),
      stageOutput: (clips, stage) =>
        perFrame.stageOutput({ ...evaluation, frozenThrough: stage }, config, clips, stage),
      stageShape: (stage) => perFrame.stageShape(config, stage),
      forwardFrom: (output, frames, after, options) =>
        perFrame.forwardFrom({ parameters, ...options }, config, output, frames, after),
      features: (clips, options) => perFrame.features({ parameters, ...options }, config, clips),
      classify: (features, options) => perFrame.classify({ parameters, ...options }, config, features),
    },
    dispose: () => parameters.forEach((variable) => variable.dispose()),
  }
}
