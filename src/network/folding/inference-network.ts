import * as tf from '@tensorflow/tfjs-core'
import { cnnPlan } from '../architecture/cnn.ts'
import { backbonePlan } from '../architecture/rlnet.ts'
import { backbonePrefix } from '../architecture/stages.ts'
import { frameVectors } from '../cnn.ts'
import type { NetworkConfig } from '../config.ts'
import type { ForwardResult } from '../family.ts'
import { familyOf } from '../families.ts'
import type { Precision } from '../kernels/convert.ts'
import type { Network } from '../network.ts'
import type { Parameters } from '../parameters.ts'
import type { Pass } from '../pass.ts'
import { averagePool } from '../resnet.ts'
import { foldedMaps } from './folded-cnn.ts'
import { foldParameters, type FoldedParameters } from './folded-parameters.ts'
import { foldedResnet } from './folded-resnet.ts'

/** A network that only predicts and explains. Whoever makes one disposes it; tensors it returns belong to the caller. */
export interface InferenceNetwork {
  readonly config: NetworkConfig
  /** `clips`: normalised floats [clips, frames, height, width, 3]. */
  forward(clips: tf.Tensor5D): ForwardResult
  /** The rest of the way from `activations` of so many clips to logits. Has a gradient. */
  scores(activations: tf.Tensor4D, clips: number): tf.Tensor2D
  /** Null for a network that looks at all frames of a clip at once. */
  readonly perFrame: {
    /** The backbone alone: [clips, frames, height, width, 3] to [clips, frames, features]. */
    features(clips: tf.Tensor5D): tf.Tensor3D
    /** The head alone: [clips, frames, features] to logits [clips, classes]. */
    classify(features: tf.Tensor3D): tf.Tensor2D
  } | null
  dispose(): void
}

export interface FoldOptions {
  /** float32 where left out. bf16 needs TensorFlow, and a processor that has it to be any faster. */
  readonly precision?: Precision
}

/**
 * Pixels that go through a network at once, 8 frames of 224². What it makes of them stays near the processor, and memory
 * does not grow with the number of clips.
 */
const pixelsAtOnce = 8 * 224 * 224

/**
 * The network as it is now, for prediction. Networks that look at single frames have their batch norms folded into the
 * convolutions: the same numbers as the network in evaluation mode but for rounding, to 1e-5 of them in float32, to about
 * 1e-2 in bf16. The network itself is not needed any more.
 */
export function foldNetwork(network: Network, { precision = 'float32' }: FoldOptions = {}): InferenceNetwork {
  const { config } = network
  switch (config.family) {
    case 'rlnet': {
      const plan = backbonePlan(config)
      return foldPerFrame(network, foldParameters(network, { precision }), {
        maps: (parameters, frames) => foldedResnet(parameters, backbonePrefix, plan, frames),
        vectors: (_, maps) => averagePool(maps),
      })
    }
    case 'recurrent': {
      const { maps } = cnnPlan(config)
      const epsilon = 'epsilon' in maps ? maps.epsilon : undefined
      return foldPerFrame(network, foldParameters(network, { precision, ...(epsilon !== undefined && { epsilon }) }), {
        maps: (parameters, frames) => foldedMaps(parameters, config, frames),
        vectors: (pass, maps) => frameVectors(pass, config, maps),
      })
    }
    case 'c3d':
    case 'r3d':
      return copyNetwork(network, precision)
  }
}

/** The two halves of a network's way from a frame to what is read of it. */
interface FoldedHalves {
  /** What the last convolutions make, of [N, H, W, 3]. */
  maps(parameters: FoldedParameters, frames: tf.Tensor4D): tf.Tensor4D
  /** From there to [N, values]. */
  vectors(pass: Pass, maps: tf.Tensor4D): tf.Tensor2D
}

function foldPerFrame({ config }: Network, parameters: FoldedParameters, halves: FoldedHalves): InferenceNetwork {
  const pass = { parameters: parameters.rest, training: false }
  const family = familyOf(config)
  const { classify } = family.perFrame!

  /** What `make` makes of the maps, for a few frames at a time, as one. */
  const ofFrames = <Made extends tf.Tensor>(clips: tf.Tensor5D, make: (maps: tf.Tensor4D) => Made): Made => {
    const [count, frames, height, width, channels] = clips.shape
    const images = tf.reshape(clips, [count * frames, height, width, channels]) as tf.Tensor4D
    return inParts(images, height * width, (some) => make(halves.maps(parameters, some)))
  }
  const perClip = (vectors: tf.Tensor, [count, frames]: readonly number[]): tf.Tensor3D =>
    tf.reshape(vectors, [count!, frames!, -1]) as tf.Tensor3D
  return {
    config,
    forward: (clips) =>
      tf.tidy(() => {
        const activations = ofFrames(clips, (maps) => maps)
        const vectors = perClip(halves.vectors(pass, activations), clips.shape)
        return { logits: classify(pass, config, vectors), activations }
      }),
    scores: (activations, clips) => family.scores(pass, config, activations, clips),
    perFrame: {
      features: (clips) =>
        tf.tidy(() =>
          perClip(
            ofFrames(clips, (maps) => halves.vectors(pass, maps)),
            clips.shape,
          ),
        ),
      classify: (vectors) => classify(pass, config, vectors),
    },
    dispose: () => parameters.dispose(),
  }
}

function copyNetwork({ config, parameters: originals }: Network, precision: Precision): InferenceNetwork {
  const parameters = copies(originals)
  const pass = { parameters, training: false, precision }
  const family = familyOf(config)
  const { perFrame } = family
  const clipPixels = ([, frames, height, width]: readonly number[]): number => frames! * height! * width!
  return {
    config,
    forward: (clips) =>
      tf.tidy(() => {
        const parts = partsOf(clips, clipPixels(clips.shape)).map((some) => family.forward(pass, config, some))
        return {
          logits: joined(parts.map(({ logits }) => logits)) as tf.Tensor2D,
          activations: joined(parts.map(({ activations }) => activations)) as tf.Tensor4D,
        }
      }),
    scores: (activations, clips) => family.scores(pass, config, activations, clips),
    perFrame: perFrame && {
      features: (clips) =>
        tf.tidy(() => inParts(clips, clipPixels(clips.shape), (some) => perFrame.features(pass, config, some))),
      classify: (features) => perFrame.classify(pass, config, features),
    },
    dispose: () => parameters.forEach((variable) => variable.dispose()),
  }
}

/** Not clones, which share the memory that a step of training writes to. */
function copies(parameters: Parameters): Parameters {
  return new Map(
    [...parameters].map(([name, variable]) => {
      const copy = tf.add(variable, 0)
      const kept = tf.variable(copy, false)
      copy.dispose()
      return [name, kept]
    }),
  )
}

/** What `make` makes of a batch, a few of it at a time, as one. @param pixels of one of the batch */
function inParts<T extends tf.Tensor, Made extends tf.Tensor>(batch: T, pixels: number, make: (some: T) => Made): Made {
  return joined(partsOf(batch, pixels).map((some) => tf.tidy(() => make(some))))
}

function partsOf<T extends tf.Tensor>(batch: T, pixels: number): T[] {
  const count = batch.shape[0]!
  const atOnce = Math.max(1, Math.floor(pixelsAtOnce / pixels))
  return Array.from({ length: Math.ceil(count / atOnce) }, (_, part) =>
    tf.slice(batch, part * atOnce, Math.min(atOnce, count - part * atOnce)),
  )
}

function joined<T extends tf.Tensor>(parts: readonly T[]): T {
  return parts.length === 1 ? parts[0]! : (tf.concat([...parts]) as T)
}
