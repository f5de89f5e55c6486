import * as tf from '@tensorflow/tfjs-core'
import type { ConvolutionGeometry } from '../architecture/frame-plan.ts'
import type { Activation } from './batch-norm.ts'
import { backendName } from './element-type.ts'
import { byName, triedOnce } from './onednn.ts'
import { sides } from './places.ts'
import { executeOne, type OperationAttributes } from './tensorflow.ts'

/** Before and behind on every axis, as tfjs takes it. */
type ExplicitPadding = Exclude<Parameters<typeof tf.fused.conv2d>[0]['pad'], number | string>

export interface FusedConvolution extends ConvolutionGeometry {
  /** Added to every place, one value per channel. */
  readonly bias: tf.Tensor1D
  /** Added to every value before the activation: the shortcut of a residual block. */
  readonly added?: tf.Tensor4D
  readonly activation: Activation
}

/**
 * activation(x * filter + bias + added) of [N, H, W, in] with a filter [height, width, in, out], for evaluation: it has no
 * gradient. One kernel where oneDNN's is there (TensorFlow on x86 processors), so that what is convolved goes through memory
 * once; else the steps one after the other.
 */
export function fusedConvolve(x: tf.Tensor4D, filter: tf.Tensor4D, convolution: FusedConvolution): tf.Tensor4D {
  if (tf.getBackend() !== backendName) return portable(x, filter, convolution)
  return fuses() ? oneKernel(x, filter, convolution) : convolveInSteps(x, filter, convolution)
}

function oneKernel(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  { bias, added, activation, ...geometry }: FusedConvolution,
): tf.Tensor4D {
  const inputs = added ? [x, filter, bias, added] : [x, filter, bias]
  const { integers, texts } = placing(geometry)
  return executeOne('_MklNativeFusedConv2D', inputs, {
    integers: { ...integers, num_args: inputs.length - 2 },
    texts: { ...texts, ...byName },
    textLists: {
      fused_ops: ['BiasAdd', ...(added ? ['Add'] : []), ...(activation === 'relu' ? ['Relu'] : [])],
    },
    typeLists: { TArgs: inputs.length - 2 },
    floats: { epsilon: 0, leakyrelu_alpha: 0 },
  }) as tf.Tensor4D
}

/** What `fusedConvolve` does where oneDNN's kernel is not to be had: on a GPU, or with a binding that came ready-made. */
export function convolveInSteps(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  { bias, added, activation, ...geometry }: FusedConvolution,
): tf.Tensor4D {
  let value = executeOne('Conv2D', [x, filter], { ...placing(geometry), flags: { use_cudnn_on_gpu: true } })
  const step = (operation: string, others: tf.Tensor[], attributes: OperationAttributes = {}): void => {
    const next = executeOne(operation, [value, ...others], attributes)
    value.dispose()
    value = next
  }
  step('BiasAdd', [bias], { texts: { data_format: 'NHWC' } })
  if (added) step('AddV2', [added])
  if (activation === 'relu') step('Relu', [])
  return value as tf.Tensor4D
}

/** The same on WebAssembly, which has a kernel for all but the sum, and in plain JavaScript. */
function portable(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  { bias, added, activation, stride, padding }: FusedConvolution,
): tf.Tensor4D {
  const [rows, columns] = padding
  const border: ExplicitPadding = [
    [0, 0],
    [rows, rows],
    [columns, columns],
    [0, 0],
  ]
  const options = { x, filter, strides: stride, pad: border, bias }
  if (!added) return tf.fused.conv2d({ ...options, activation: activation === 'relu' ? 'relu' : 'linear' })
  return tf.tidy(() => {
    const sum = tf.add(tf.fused.conv2d(options), added) as tf.Tensor4D
    return activation === 'relu' ? tf.relu(sum) : sum
  })
}

function placing({ stride, padding }: ConvolutionGeometry) {
  const padded = padding.some((width) => width > 0)
  return {
    integers: {
      strides: [1, stride, stride, 1],
      dilations: [1, 1, 1, 1],
      ...(padded ? { explicit_paddings: sides(padding).flat() } : {}),
    },
    texts: { padding: padded ? 'EXPLICIT' : 'VALID', data_format: 'NHWC' },
  } satisfies OperationAttributes
}

const fuses = triedOnce(() => {
  const one = tf.ones([1, 1, 1, 1]) as tf.Tensor4D
  const bias = tf.ones([1]) as tf.Tensor1D
  return oneKernel(one, one, { stride: 1, padding: [0, 0], bias, added: one, activation: 'relu' }).dataSync()[0] === 3
})
