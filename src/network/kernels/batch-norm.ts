import * as tf from '@tensorflow/tfjs-core'
import { elementType } from './element-type.ts'
import { byName, triedOnce } from './onednn.ts'
import { defineKernel, execute, executeOne, type KernelAttributes, type OperationAttributes } from './tensorflow.ts'

export type Activation = 'none' | 'relu'

/** Scale, shift, running mean and running variance have one value per channel. */
export interface Norm {
  readonly scale: tf.Tensor1D
  readonly shift: tf.Tensor1D
  readonly mean: tf.Tensor1D
  readonly variance: tf.Tensor1D
  readonly epsilon: number
  readonly activation: Activation
}

export interface NormalisedBatch {
  readonly output: tf.Tensor4D
  /** Running averages after this batch. */
  readonly mean: tf.Tensor1D
  readonly variance: tf.Tensor1D
}

/** Normalises [N, H, W, C] by the batch's own statistics; `momentum` is the batch's share in the running averages. */
export function normaliseBatch(x: tf.Tensor4D, norm: Norm, momentum: number): NormalisedBatch {
  const fused = runFused(x, norm, { training: true, momentum, epsilon: norm.epsilon })
  if (fused) return fused
  const { mean, variance } = tf.moments(x, [0, 1, 2])
  const count = x.size / (x.shape[3] || 1)
  const unbiased = tf.mul(variance, count / Math.max(count - 1, 1))
  return {
    output: affine(x, { ...norm, mean: mean as tf.Tensor1D, variance: variance as tf.Tensor1D }),
    mean: tf.add(tf.mul(norm.mean, 1 - momentum), tf.mul(mean, momentum)),
    variance: tf.add(tf.mul(norm.variance, 1 - momentum), tf.mul(unbiased, momentum)),
  }
}

/** Normalises [N, H, W, C] by the running averages. */
export function normaliseStored(x: tf.Tensor4D, norm: Norm): tf.Tensor4D {
  const fused = runFused(x, norm, { training: false, momentum: 1, epsilon: norm.epsilon })
  return fused ? fused.output : affine(x, norm)
}

function affine(x: tf.Tensor4D, { scale, shift, mean, variance, epsilon, activation }: Norm): tf.Tensor4D {
  const factor = tf.mul(scale, tf.rsqrt(tf.add(variance, epsilon)))
  const normalised: tf.Tensor4D = tf.add(tf.mul(tf.sub(x, mean), factor), shift)
  return activation === 'relu' ? tf.relu(normalised) : normalised
}

function runFused(x: tf.Tensor4D, norm: Norm, attributes: KernelAttributes): NormalisedBatch | undefined {
  const { scale, shift, mean, variance, activation } = norm
  const outputs = natives[activation]({ x, scale, shift, mean, variance }, attributes)
  if (!outputs) return undefined
  const [output, newMean, newVariance] = outputs as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D]
  return { output, mean: newMean, variance: newVariance }
}

const natives = { none: define('none'), relu: define('relu') }

/** oneDNN's norm with a ReLU in it: what is normalised goes through memory once. */
function normaliseAndRectify(inputs: readonly tf.Tensor[], attributes: KernelAttributes): tf.Tensor[] {
  const { types, floats, flags, texts } = operationAttributes(inputs[0] as tf.Tensor, attributes, true)
  const outputs = execute(
    '_MklNativeFusedBatchNormEx',
    inputs,
    {
      types,
      floats,
      flags,
      integers: { num_side_inputs: 0 },
      texts: { ...texts, activation_mode: 'Relu', ...byName },
    },
    6,
  )
  // Marks where the ReLU let through, for a gradient that TensorFlow doesn't have.
  outputs.pop()?.dispose()
  return [...outputs, tf.tensor1d([])]
}

const rectifies = triedOnce(() => {
  const [x, one] = [tf.tensor4d([0, 2, 4], [3, 1, 1, 1]), tf.ones([1])]
  const [rectified, mean] = normaliseAndRectify([x, one, one, one, one], { training: true, momentum: 1, epsilon: 0 })
  return Math.abs(rectified!.dataSync()[2]! - 1 - Math.sqrt(1.5)) < 1e-5 && mean!.dataSync()[0] === 2
})

/**
 * FusedBatchNormV3 and, where a ReLU follows, Relu: two kernels for tfjs, so that the norm's own output is kept only where
 * its gradient looks at it. Outputs: normalised, running mean and variance, and three that only the gradient reads.
 */
function define(activation: Activation): ReturnType<typeof defineKernel> {
  const relu = activation === 'relu'
  return defineKernel({
    name: relu ? 'BatchNormRelu' : 'BatchNorm',
    inputs: ['x', 'scale', 'shift', 'mean', 'variance'],
    run: (inputs, attributes) => {
      if (relu && rectifies()) return normaliseAndRectify(inputs, attributes)
      const outputs = execute(
        'FusedBatchNormV3',
        inputs,
        operationAttributes(inputs[0] as tf.Tensor, attributes, true),
        6,
      )
      if (!relu) return outputs
      const [normalised, ...rest] = outputs as [tf.Tensor, ...tf.Tensor[]]
      const rectified = executeOne('Relu', [normalised])
      normalised.dispose()
      return [rectified, ...rest]
    },
    savesInputs: ['x', 'scale'],
    savesOutputs: [relu, false, false, true, true, true],
    gradient: (dys, saved, attributes) => {
      const [dy] = dys as [tf.Tensor]
      const [x, scale, ...others] = saved as [tf.Tensor, tf.Tensor, ...tf.Tensor[]]
      const reserved = others.slice(-3)
      const behind = relu ? executeOne('ReluGrad', [dy, others[0] as tf.Tensor]) : dy
      const [dx, dScale, dShift, ...unused] = execute(
        'FusedBatchNormGradV3',
        [behind, x, scale, ...reserved],
        operationAttributes(x, attributes, false),
        5,
      ) as [tf.Tensor, tf.Tensor, tf.Tensor, ...tf.Tensor[]]
      tf.dispose([dy, behind, ...saved, ...unused])
      return { x: () => dx, scale: () => dScale, shift: () => dShift }
    },
  })
}

function operationAttributes(x: tf.Tensor, attributes: KernelAttributes, forward: boolean) {
  const { training, momentum, epsilon } = attributes as { training: boolean; momentum: number; epsilon: number }
  return {
    // Scale, shift and statistics stay float32.
    types: { T: elementType(x), U: 'float32' },
    floats: { epsilon, ...(forward ? { exponential_avg_factor: momentum } : {}) },
    flags: { is_training: training },
    texts: { data_format: 'NHWC' },
  } satisfies OperationAttributes
}
