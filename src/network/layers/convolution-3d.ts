import type * as tf from '@tensorflow/tfjs-core'
import { convolve3d, type Convolution3dGeometry } from '../kernels/convolve-3d.ts'
import { parameter } from '../parameters.ts'
import type { Pass } from '../pass.ts'

/** [N, T, H, W, in] to [N, T', H', W', out], without a bias. */
export function convolution3d(pass: Pass, name: string, x: tf.Tensor5D, geometry: Convolution3dGeometry): tf.Tensor5D {
  return convolve3d(x, parameter(pass.parameters, `${name}.weight`) as tf.Tensor as tf.Tensor5D, geometry)
}
