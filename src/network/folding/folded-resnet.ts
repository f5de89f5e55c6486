import type * as tf from '@tensorflow/tfjs-core'
import { blockPlans, hasDownsample, type BlockPlan, type ResNetPlan } from '../architecture/resnet.ts'
import type { Activation } from '../kernels/batch-norm.ts'
import { convert } from '../kernels/convert.ts'
import { fusedConvolve } from '../kernels/fused-convolve.ts'
import { stemMaxPool } from '../kernels/max-pool.ts'
import { addRelu } from '../kernels/residual.ts'
import { foldedAttention } from './folded-attention.ts'
import type { FoldedParameters } from './folded-parameters.ts'

/**
 * A residual network without its classifier and without norms on [N, H, W, 3] in float32: what comes out of the last block of
 * layer4, in float32 again.
 * The same network as `resnet` in evaluation mode. Every tensor is disposed as soon as the next one is made of it, so that at
 * most four of a block's are in memory.
 */
export function foldedResnet(
  parameters: FoldedParameters,
  prefix: string,
  plan: ResNetPlan,
  frames: tf.Tensor4D,
): tf.Tensor4D {
  const stem = replace(convert(frames, parameters.precision), (x) =>
    convolve(parameters, `${prefix}conv1`, x, { stride: 2 }),
  )
  const lastBlock = blockPlans(plan).reduce(
    (x, block) => replace(x, () => foldedBlock(parameters, `${prefix}${block.name}`, plan, block, x)),
    replace(stem, stemMaxPool),
  )
  return replace(lastBlock, (x) => convert(x, 'float32'))
}

/** H(x) = F(x) + x (eq. 2.5), with attention in F. Without attention behind it, the last convolution adds the shortcut. */
function foldedBlock(
  parameters: FoldedParameters,
  name: string,
  plan: ResNetPlan,
  block: BlockPlan,
  x: tf.Tensor4D,
): tf.Tensor4D {
  const { attention, placement } = plan
  const attended = attention !== 'none'
  const read = attended && placement === 'input' ? foldedAttention(parameters, `${name}.attention`, attention, x) : x
  const inner = foldedBranch(parameters, name, plan, block, read)
  if (read !== x) read.dispose()
  const shortcut = hasDownsample(block)
    ? convolve(parameters, `${name}.downsample.0`, x, { stride: block.stride, activation: 'none' })
    : x
  const last = `${name}.${plan.block === 'bottleneck' ? 'conv3' : 'conv2'}`
  const output =
    attended && placement === 'residual'
      ? replace(convolve(parameters, last, inner, { activation: 'none' }), (residual) =>
          replace(foldedAttention(parameters, `${name}.attention`, attention, residual), (weighed) =>
            addRelu(weighed, shortcut),
          ),
        )
      : convolve(parameters, last, inner, { added: shortcut })
  inner.dispose()
  if (shortcut !== x) shortcut.dispose()
  return output
}

/** A block's branch but for its last convolution. */
function foldedBranch(
  parameters: FoldedParameters,
  name: string,
  plan: ResNetPlan,
  { stride }: BlockPlan,
  x: tf.Tensor4D,
): tf.Tensor4D {
  if (plan.block === 'basic') return convolve(parameters, `${name}.conv1`, x, { stride })
  return replace(convolve(parameters, `${name}.conv1`, x), (squeezed) =>
    convolve(parameters, `${name}.conv2`, squeezed, { stride }),
  )
}

interface Convolving {
  readonly stride?: 1 | 2
  readonly activation?: Activation
  readonly added?: tf.Tensor4D
}

/** A folded convolution, padded on all sides by half the kernel, with a ReLU unless told otherwise. */
function convolve(
  parameters: FoldedParameters,
  name: string,
  x: tf.Tensor4D,
  { stride = 1, activation = 'relu', added }: Convolving = {},
): tf.Tensor4D {
  const { filter, bias } = parameters.convolutions.get(name)!
  const padding = (filter.shape[0] - 1) / 2
  return fusedConvolve(x, filter, {
    bias,
    stride,
    padding: [padding, padding],
    activation,
    ...(added ? { added } : {}),
  })
}

/** What is made of x, which nobody needs after that. */
function replace(x: tf.Tensor4D, make: (x: tf.Tensor4D) => tf.Tensor4D): tf.Tensor4D {
  const made = make(x)
  x.dispose()
  return made
}
