import type * as tf from '@tensorflow/tfjs-core'
import type { ConvolutionGeometry } from '../architecture/frame-plan.ts'
import { convolve } from '../kernels/convolve.ts'
import { parameter } from '../parameters.ts'
import type { Pass } from '../pass.ts'

/**
 * [N, H, W, in] to [N, H', W', out], padded on all four sides by half the kernel as torchvision's are: TensorFlow's
 * `same` pads differently at stride 2. A bfloat16 x is convolved in bfloat16.
 */
export function convolution(pass: Pass, name: string, x: tf.Tensor4D, stride: 1 | 2 = 1): tf.Tensor4D {
  const side = parameter(pass.parameters, `${name}.weight`).shape[0] as number
  return placedConvolution(pass, name, x, { stride, padding: [(side - 1) / 2, (side - 1) / 2] })
}

/** The same with a kernel of any shape, padded as `geometry` says. */
export function placedConvolution(
  pass: Pass,
  name: string,
  x: tf.Tensor4D,
  geometry: ConvolutionGeometry,
): tf.Tensor4D {
  return convolve(x, parameter(pass.parameters, `${name}.weight`) as tf.Tensor as tf.Tensor4D, geometry)
}
