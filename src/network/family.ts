import type * as tf from '@tensorflow/tfjs-core'
import type { Stage } from './architecture/index.ts'
import type { NetworkConfig } from './config.ts'
import type { Pass } from './pass.ts'

/** An alias, not an interface, so that tf.tidy accepts it. */
export type ForwardResult = {
  /** [clips, classes], before the softmax. */
  readonly logits: tf.Tensor2D
  /**
   * What the last convolutions made, [clips · steps, height, width, channels]: what Grad-CAM looks at. A network over single
   * frames has a step for every frame, one over space and time fewer.
   */
  readonly activations: tf.Tensor4D
}

/**
 * How networks of one family compute. Nothing is kept in here: parameters come with the pass. Tensors that are returned
 * belong to the caller.
 */
export interface Family<Config extends NetworkConfig> {
  /** `clips`: normalised floats [clips, frames, height, width, 3]. */
  forward(pass: Pass, config: Config, clips: tf.Tensor5D): ForwardResult
  /** The rest of the way from `activations` of so many clips to logits, in evaluation. Has a gradient on every backend. */
  scores(pass: Pass, config: Config, activations: tf.Tensor4D, clips: number): tf.Tensor2D
  /** Of families that look at every frame by itself first; null for the others. */
  readonly perFrame: PerFrame<Config> | null
}

/** A network that looks at every frame by itself, in stages, before it looks at the clip. */
export interface PerFrame<Config extends NetworkConfig> {
  /** [clips, frames, height, width, 3] to [clips, frames, features]. */
  features(pass: Pass, config: Config, clips: tf.Tensor5D): tf.Tensor3D
  /** [clips, frames, features] to logits [clips, classes]. */
  classify(pass: Pass, config: Config, features: tf.Tensor3D): tf.Tensor2D
  /** What a stage makes of one frame: [height, width, channels]. */
  stageShape(config: Config, stage: Stage): [number, number, number]
  /** What comes out of a stage, [clips · frames, height, width, channels]. */
  stageOutput(pass: Pass, config: Config, clips: tf.Tensor5D, stage: Stage): tf.Tensor4D
  /** The rest of the way for the output of stage `after`; of the last stage it may be pooled. `frames` are those of a clip. */
  forwardFrom(pass: Pass, config: Config, output: tf.Tensor4D, frames: number, after: Stage): ForwardResult
}
