import * as tf from '@tensorflow/tfjs-core'
import { backbonePlan } from '../architecture.ts'
import type { NetworkConfig } from '../config.ts'
import type { Precision } from '../kernels/convert.ts'
import { averagePool } from '../resnet.ts'
import type { ForwardResult, Network } from '../network.ts'
import { classifyFeatures } from '../rlnet.ts'
import { foldParameters } from './folded-parameters.ts'
import { foldedResnet } from './folded-resnet.ts'

/** A network that only predicts and explains. Whoever makes one disposes it; tensors it returns belong to the caller. */
export interface InferenceNetwork {
  readonly config: NetworkConfig
  /** `clips`: normalised floats [clips, frames, height, width, 3]. */
  forward(clips: tf.Tensor5D): ForwardResult
  /** The backbone alone: [clips, frames, height, width, 3] to [clips, frames, features]. */
  features(clips: tf.Tensor5D): tf.Tensor3D
  /** The head alone: [clips, frames, features] to logits [clips, classes]. Has a gradient. */
  classify(features: tf.Tensor3D): tf.Tensor2D
  dispose(): void
}

export interface FoldOptions {
  /** float32 where left out. bf16 needs TensorFlow, and a processor that has it to be any faster. */
  readonly precision?: Precision
}

/**
 * Pixels that go through the backbone at once, 8 frames of 224². What it makes of them stays near the processor, and memory
 * does not grow with the number of clips.
 */
const pixelsAtOnce = 8 * 224 * 224

/**
 * The network as it is now, for prediction: batch norm folded into the convolutions. The same numbers as the network in
 * evaluation mode but for rounding: to 1e-5 of them in float32, to about 1e-2 in bf16. The network itself is not needed any more.
 */
export function foldNetwork(network: Network, { precision = 'float32' }: FoldOptions = {}): InferenceNetwork {
  const { config } = network
  const parameters = foldParameters(network, precision)
  const plan = backbonePlan(config)
  const pass = { parameters: parameters.rest, training: false }

  /** What `make` makes of the last block, for a few frames at a time, as one. */
  const ofBackbone = (clips: tf.Tensor5D, make: (lastBlock: tf.Tensor4D) => tf.Tensor): tf.Tensor => {
    const [count, frames, height, width, channels] = clips.shape
    const images = tf.reshape(clips, [count * frames, height, width, channels]) as tf.Tensor4D
    const atOnce = Math.max(1, Math.floor(pixelsAtOnce / (height * width)))
    const parts = Array.from({ length: Math.ceil((count * frames) / atOnce) }, (_, part) =>
      tf.tidy(() => {
        const first = part * atOnce
        const some = tf.slice(images, first, Math.min(atOnce, count * frames - first))
        return make(foldedResnet(parameters, 'backbone.', plan, some))
      }),
    )
    return parts.length === 1 ? parts[0]! : tf.concat(parts)
  }
  const perClip = (features: tf.Tensor, [count, frames]: readonly number[]): tf.Tensor3D =>
    tf.reshape(features, [count!, frames!, -1]) as tf.Tensor3D
  return {
    config,
    forward: (clips) =>
      tf.tidy(() => {
        const lastBlock = ofBackbone(clips, (block) => block) as tf.Tensor4D
        const features = perClip(averagePool(lastBlock), clips.shape)
        return { logits: classifyFeatures(pass, config, features), lastBlock }
      }),
    features: (clips) => tf.tidy(() => perClip(ofBackbone(clips, averagePool), clips.shape)),
    classify: (features) => classifyFeatures(pass, config, features),
    dispose: () => parameters.dispose(),
  }
}
