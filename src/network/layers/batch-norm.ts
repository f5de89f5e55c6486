import type * as tf from '@tensorflow/tfjs-core'
import { normaliseBatch, normaliseStored, type Activation } from '../kernels/batch-norm.ts'
import { parameter } from '../parameters.ts'
import type { Pass } from '../pass.ts'

export interface BatchNormOptions {
  /** What follows at once, done in the same kernel's pass. */
  readonly activation?: Activation
  /** Share of the batch in the running averages. PyTorch's default is 0.1; CBAM's spatial part has 0.01. */
  readonly momentum?: number
  /** Added to the variance. PyTorch's default is 1e-5; InceptionV3 has 1e-3. */
  readonly epsilon?: number
}

/**
 * Batch norm over the channels of [N, H, W, C]. In training by the batch's statistics, and the running averages move
 * (the variance's by its unbiased estimate, as in PyTorch); in evaluation by the running averages.
 */
export function batchNorm(pass: Pass, name: string, x: tf.Tensor4D, options: BatchNormOptions = {}): tf.Tensor4D {
  const { activation = 'none', momentum = 0.1, epsilon = 1e-5 } = options
  const of = (part: string): tf.Variable => parameter(pass.parameters, `${name}.${part}`)
  const runningMean = of('running_mean')
  const runningVariance = of('running_var')
  const norm = {
    scale: of('weight') as tf.Tensor as tf.Tensor1D,
    shift: of('bias') as tf.Tensor as tf.Tensor1D,
    mean: runningMean as tf.Tensor as tf.Tensor1D,
    variance: runningVariance as tf.Tensor as tf.Tensor1D,
    epsilon,
    activation,
  }
  if (!pass.training) return normaliseStored(x, norm)
  const normalised = normaliseBatch(x, norm, momentum)
  runningMean.assign(normalised.mean)
  runningVariance.assign(normalised.variance)
  return normalised.output
}
