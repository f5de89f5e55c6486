/** How networks for single frames that are data (architecture/frame-plan.ts) compute. */
import * as tf from '@tensorflow/tfjs-core'
import type { FrameConvolution, FramePart, FramePlan } from './architecture/frame-plan.ts'
import { averageAround } from './kernels/average-pool.ts'
import { addBiasRelu } from './kernels/bias.ts'
import { joinChannels } from './kernels/join-channels.ts'
import { maxPool } from './kernels/max-pool.ts'
import { fork } from './kernels/residual.ts'
import { batchNorm } from './layers/batch-norm.ts'
import { placedConvolution } from './layers/convolution.ts'
import { parameter } from './parameters.ts'
import type { Pass } from './pass.ts'

/** A convolution and the ReLU behind it, [N, H, W, in] to [N, H', W', out]. */
export type RectifiedConvolution = (convolution: FrameConvolution, x: tf.Tensor4D) => tf.Tensor4D

/**
 * What parts in a row make of x [N, H, W, C], which stays. Each tensor is disposed as soon as the next is made of it: what a
 * gradient needs is kept apart.
 */
export function runParts(parts: readonly FramePart[], x: tf.Tensor4D, convolve: RectifiedConvolution): tf.Tensor4D {
  return parts.reduce((value, part) => {
    const made = tf.tidy(() => runPart(part, value, convolve))
    if (value !== x) value.dispose()
    return made
  }, x)
}

function runPart(part: FramePart, x: tf.Tensor4D, convolve: RectifiedConvolution): tf.Tensor4D {
  switch (part.kind) {
    case 'convolution':
      return convolve(part.convolution, x)
    case 'max-pool':
      return maxPool(x, 0)
    case 'average-pool':
      return averageAround(x)
    case 'branches': {
      const inputs = fork(x, part.branches.length as 2 | 3 | 4)
      return joinChannels(part.branches.map((branch, place) => runParts(branch, inputs[place]!, convolve)))
    }
  }
}

/** By the parameters of a pass, as they are trained. */
export function trainedConvolution(pass: Pass, prefix: string, { behind, epsilon }: FramePlan): RectifiedConvolution {
  return ({ name, stride, padding }, x) =>
    tf.tidy(() => {
      const own = `${prefix}${name}`
      if (behind === 'norm') {
        const convolved = placedConvolution(pass, `${own}.conv`, x, { stride, padding })
        return batchNorm(pass, `${own}.bn`, convolved, { activation: 'relu', epsilon })
      }
      const bias = parameter(pass.parameters, `${own}.bias`) as tf.Tensor as tf.Tensor1D
      return addBiasRelu(placedConvolution(pass, own, x, { stride, padding }), bias)
    })
}
