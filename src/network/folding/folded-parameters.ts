import * as tf from '@tensorflow/tfjs-core'
import { convert, type Precision } from '../kernels/convert.ts'
import type { Network } from '../network.ts'
import { parameter, type Parameters } from '../parameters.ts'

/** A convolution and the batch norm behind it as one convolution, or one that has a bias of its own. */
export interface FoldedConvolution {
  /** [height, width, in, out] */
  readonly filter: tf.Tensor4D
  /** [out] */
  readonly bias: tf.Tensor1D
}

export interface FoldedParameters {
  /** By the convolution's name in the state dict, without `.weight`. */
  readonly convolutions: ReadonlyMap<string, FoldedConvolution>
  /** Everything else, unchanged: the attention's MLPs and the head. */
  readonly rest: Parameters
  /** What the backbone's convolutions and all between them are computed in; gates and head always are in float32. */
  readonly precision: Precision
  dispose(): void
}

export interface FoldedAs {
  readonly precision: Precision
  /** Of the network's norms; 1e-5 where left out. */
  readonly epsilon?: number
}

/**
 * Every convolution of the network with its norm folded in, and copies of the rest: the network can be trained on or disposed
 * afterwards.
 *
 * A norm by stored statistics is affine, γ·(y − μ)/√(σ² + ε) + β per channel, and so is a convolution y = w * x. With
 * f = γ/√(σ² + ε) the two are one convolution with w' = f·w and the bias b' = β − f·μ.
 */
export function foldParameters(
  { specs, parameters }: Network,
  { precision, epsilon = 1e-5 }: FoldedAs,
): FoldedParameters {
  const convolutions = new Map<string, FoldedConvolution>()
  const rest = new Map<string, tf.Variable>()
  const used = new Set<string>()
  for (const { name, kind } of specs) {
    if (kind !== 'convolution') continue
    const convolution = name.slice(0, -'.weight'.length)
    const precisely = convolution.endsWith('.spatial.conv') ? 'float32' : precision
    if (parameters.has(`${convolution}.bias`)) {
      convolutions.set(convolution, copy(parameters, convolution, precisely))
      used.add(`${convolution}.bias`)
      continue
    }
    const norm = normBehind(convolution)
    convolutions.set(convolution, fold(parameters, { convolution, norm, epsilon }, precisely))
    for (const part of ['weight', 'bias', 'running_mean', 'running_var']) used.add(`${norm}.${part}`)
  }
  for (const { name, kind } of specs) {
    if (kind === 'convolution' || used.has(name)) continue
    // Not a clone, which shares the memory that a step of training writes to.
    const copy = tf.add(parameter(parameters, name), 0)
    rest.set(name, tf.variable(copy, false))
    copy.dispose()
  }
  return {
    convolutions,
    rest,
    precision,
    dispose() {
      for (const { filter, bias } of convolutions.values()) tf.dispose([filter, bias])
      for (const variable of rest.values()) variable.dispose()
    },
  }
}

/** torchvision's names: `conv2` has `bn2` behind it, `downsample.0` has `downsample.1`, `spatial.conv` has `spatial.bn`. */
function normBehind(convolution: string): string {
  const [, before, last] = /^(.*\.)?([^.]+)$/.exec(convolution) as unknown as [string, string | undefined, string]
  return `${before ?? ''}${last === '0' ? '1' : last.replace('conv', 'bn')}`
}

interface Normed {
  readonly convolution: string
  readonly norm: string
  readonly epsilon: number
}

function fold(parameters: Parameters, { convolution, norm, epsilon }: Normed, precision: Precision): FoldedConvolution {
  const of = (name: string): tf.Tensor => parameter(parameters, name)
  return tf.tidy(() => {
    const factor = tf.mul(of(`${norm}.weight`), tf.rsqrt(tf.add(of(`${norm}.running_var`), epsilon)))
    const filter = tf.mul(of(`${convolution}.weight`), factor) as tf.Tensor4D
    const bias = tf.sub(of(`${norm}.bias`), tf.mul(factor, of(`${norm}.running_mean`))) as tf.Tensor1D
    return { filter: convert(filter, precision), bias: convert(bias, precision) }
  })
}

function copy(parameters: Parameters, convolution: string, precision: Precision): FoldedConvolution {
  const copied = (part: string): tf.Tensor =>
    tf.tidy(() => convert(tf.add(parameter(parameters, `${convolution}.${part}`), 0), precision))
  return { filter: copied('weight') as tf.Tensor4D, bias: copied('bias') as tf.Tensor1D }
}
