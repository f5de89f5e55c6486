import * as tf from '@tensorflow/tfjs-core'
import { cnnPlan } from '../architecture/cnn.ts'
import { backbonePrefix } from '../architecture/stages.ts'
import type { RecurrentConfig } from '../config.ts'
import { runParts, type RectifiedConvolution } from '../frame-parts.ts'
import { convert } from '../kernels/convert.ts'
import { fusedConvolve } from '../kernels/fused-convolve.ts'
import type { FoldedParameters } from './folded-parameters.ts'
import { foldedResnet } from './folded-resnet.ts'

/** As `frameMaps` in evaluation mode, each convolution one kernel with its bias and ReLU. */
export function foldedMaps(parameters: FoldedParameters, config: RecurrentConfig, frames: tf.Tensor4D): tf.Tensor4D {
  const plan = cnnPlan(config)
  if (plan.kind === 'resnet') return foldedResnet(parameters, backbonePrefix, plan.maps, frames)
  const suffix = plan.maps.behind === 'norm' ? '.conv' : ''
  const convolve: RectifiedConvolution = ({ name, stride, padding }, x) => {
    const { filter, bias } = parameters.convolutions.get(`${backbonePrefix}${name}${suffix}`)!
    return fusedConvolve(x, filter, { bias, stride, padding, activation: 'relu' })
  }
  return tf.tidy(() => {
    const maps = runParts(plan.maps.parts, convert(frames, parameters.precision), convolve)
    return convert(maps, 'float32')
  })
}
