import * as tf from '@tensorflow/tfjs-core'
import { reshape } from '../kernels/reshape.ts'
import type { Pass } from '../pass.ts'
import { batchNorm, type BatchNormOptions } from './batch-norm.ts'

/** Batch norm over the channels of [N, T, H, W, C]: a frame more or less in a batch of images is all the same to it. */
export function batchNorm3d(pass: Pass, name: string, x: tf.Tensor5D, options: BatchNormOptions = {}): tf.Tensor5D {
  return tf.tidy(() => reshape<tf.Tensor5D>(batchNorm(pass, name, stepImages(x), options), x.shape))
}

/** What a network over space and time makes of clips, step by step: [N, T, H, W, C] as [N·T, H, W, C]. */
export function stepImages(x: tf.Tensor5D): tf.Tensor4D {
  const [clips, steps, height, width, channels] = x.shape
  return reshape<tf.Tensor4D>(x, [clips * steps, height, width, channels])
}
