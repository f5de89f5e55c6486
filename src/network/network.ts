import * as tf from '@tensorflow/tfjs-core'
import { isTrainable, networkSpecs, type ParameterSpec } from './architecture.ts'
import type { NetworkConfig } from './config.ts'
import { createParameters, startingValues, type Parameters, type ParameterValues } from './parameters.ts'
import type { Random } from '../domain/random.ts'
import { classifyFeatures, clipFeatures } from './rlnet.ts'

export interface ForwardOptions {
  /** Batch statistics (and running averages updated) and dropout, or stored statistics and none. */
  readonly training: boolean
  /** What dropout draws from; needed where `training` meets a dropout above 0. */
  readonly random?: Random
}

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
  /** Names of what is trained: everything but the running statistics. */
  trainableNames(): string[]
  /** `clips`: normalised floats [clips, frames, height, width, 3]. */
  forward(clips: tf.Tensor5D, options: ForwardOptions): ForwardResult
  /** The backbone alone: [clips, frames, height, width, 3] to [clips, frames, features]. */
  features(clips: tf.Tensor5D, options: ForwardOptions): tf.Tensor3D
  /** The head alone: [clips, frames, features] to logits [clips, classes]. */
  classify(features: tf.Tensor3D, options: ForwardOptions): tf.Tensor2D
  dispose(): void
}

/** A network with the weights that `seed` starts it with. */
export function createNetwork(config: NetworkConfig, seed: number): Network {
  return createNetworkFrom(config, startingValues(seed))
}

/** A network with given values (PyTorch's layout), asked for by parameter. */
export function createNetworkFrom(config: NetworkConfig, values: ParameterValues): Network {
  const specs = networkSpecs(config)
  const parameters = createParameters(specs, values)
  const trainable = specs.filter((spec) => isTrainable(spec.kind)).map((spec) => spec.name)
  return {
    config,
    specs,
    parameters,
    trainableNames: () => [...trainable],
    forward: (clips, options) =>
      tf.tidy(() => {
        const pass = { parameters, ...options }
        const { features, lastBlock } = clipFeatures(pass, config, clips)
        return { logits: classifyFeatures(pass, config, features), lastBlock }
      }),
    features: (clips, options) => tf.tidy(() => clipFeatures({ parameters, ...options }, config, clips).features),
    classify: (features, options) => classifyFeatures({ parameters, ...options }, config, features),
    dispose: () => parameters.forEach((variable) => variable.dispose()),
  }
}
