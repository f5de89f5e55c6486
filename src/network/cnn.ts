/** The networks for single frames under a recurrent one. */
import * as tf from '@tensorflow/tfjs-core'
import { alexnetGrid } from './architecture/alexnet.ts'
import { cnnPlan, type CnnPlan } from './architecture/cnn.ts'
import { backbonePrefix } from './architecture/stages.ts'
import type { RecurrentConfig } from './config.ts'
import { runParts, trainedConvolution } from './frame-parts.ts'
import { maxPool3d } from './kernels/max-pool-3d.ts'
import { dropout } from './layers/dropout.ts'
import { flatGrid } from './layers/flat-grid.ts'
import { linear } from './layers/linear.ts'
import type { Pass } from './pass.ts'
import { inPrecision } from './precision.ts'
import { averagePool, resnetStages } from './resnet.ts'

/** What the last convolutions make of frames [N, H, W, 3]: [N, H', W', channels], after their ReLU. */
export function frameMaps(pass: Pass, config: RecurrentConfig, frames: tf.Tensor4D): tf.Tensor4D {
  const plan = cnnPlan(config)
  if (plan.kind === 'resnet') return resnetStages(pass, backbonePrefix, plan.maps, frames)
  const convolve = trainedConvolution(pass, backbonePrefix, plan.maps)
  return inPrecision(pass, frames, (x) => runParts(plan.maps.parts, x, convolve))
}

/** From maps to what the LSTM reads of each frame, [N, values]. Has a gradient on every backend. */
export function frameVectors(pass: Pass, config: RecurrentConfig, maps: tf.Tensor4D): tf.Tensor2D {
  return tf.tidy(() => {
    const plan = cnnPlan(config)
    switch (plan.kind) {
      case 'resnet':
        return inLayers(pass, plan, averagePool(maps))
      case 'inception': {
        const pooled = averagePool(maps)
        return inLayers(pass, plan, plan.layers.length > 0 ? dropout(pass, pooled, config.dropout) : pooled)
      }
      case 'alexnet': {
        const drop = (x: tf.Tensor2D): tf.Tensor2D => dropout(pass, x, config.dropout)
        const [first, second, ...scores] = plan.layers
        const pooled = drop(flatGrid(lastPool(maps), alexnetGrid))
        const hidden = tf.relu(linear(pass, `${backbonePrefix}${first!.name}`, pooled))
        const features = tf.relu(linear(pass, `${backbonePrefix}${second!.name}`, drop(hidden)))
        return inLayers(pass, { layers: scores }, features)
      }
    }
  })
}

function inLayers(pass: Pass, { layers }: Pick<CnnPlan, 'layers'>, x: tf.Tensor2D): tf.Tensor2D {
  return layers.reduce((value, { name }) => linear(pass, `${backbonePrefix}${name}`, value), x)
}

/** AlexNet's pool behind the last convolution, 3×3 at stride 2, as one over steps of time: that has a gradient everywhere. */
function lastPool(maps: tf.Tensor4D): tf.Tensor4D {
  const steps = tf.expandDims(maps, 1) as tf.Tensor5D
  const pooled = maxPool3d(steps, { window: [1, 3, 3], stride: [1, 2, 2], padding: [0, 0, 0] })
  return tf.squeeze(pooled, [1]) as tf.Tensor4D
}
